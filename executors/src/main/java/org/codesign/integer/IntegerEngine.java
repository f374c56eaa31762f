package org.codesign.integer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.codesign.network.Window;
import org.jspecify.annotations.Nullable;

/**
 * Runs an {@link IntegerNetwork} on one core: pixels in, logits out, integers all the way. Images
 * go through in tiles that fit the cache; no memory is taken for an image. Not thread-safe; close
 * it to give native memory back.
 */
public final class IntegerEngine implements AutoCloseable {

  private static final int TILE_BYTES = 1 << 18;
  private static final int LARGEST_TILE = 64;

  private final IntegerNetwork network;
  private final Arithmetic arithmetic;
  private final int tile;
  private final byte[] pixels;
  private final Map<String, CodePlanes> codes = new HashMap<>();
  private final Set<String> direct = new HashSet<>();
  private final WideTensors wide;
  private final BytePointer room;
  private final List<Kernel> kernels = new ArrayList<>();

  /** An engine with the fastest exact arithmetic of this processor. */
  public IntegerEngine(IntegerNetwork network) {
    this(network, Arithmetic.fastest());
  }

  public IntegerEngine(IntegerNetwork network, Arithmetic arithmetic) {
    this.network = network;
    this.arithmetic = arithmetic;
    this.tile = tile(network);
    this.pixels = new byte[tile * imageBytes()];
    this.wide = new WideTensors(network, tile);
    allocate();
    byte[] rows = new byte[rowBytes()];
    this.room = new BytePointer(roomBytes(rows.length));
    network.operations().forEach(operation -> kernels.add(kernel(operation, rows)));
  }

  /**
   * The logits of images, [N, classes].
   *
   * @param images pixels as unsigned bytes, [N, C, H, W]
   */
  public int[] logits(byte[] images, int count) {
    int size = imageBytes();
    if (count < 0 || images.length < (long) count * size) {
      throw new IllegalArgumentException(
          "%d images take %d bytes, and there are %d."
              .formatted(count, (long) count * size, images.length));
    }
    int classes = network.classes();
    int[] logits = new int[Math.multiplyExact(count, classes)];
    WideTensor last = required(wide.byName().get(IntegerNetwork.LOGITS), IntegerNetwork.LOGITS);
    for (int from = 0; from < count; from += tile) {
      int part = Math.min(tile, count - from);
      System.arraycopy(images, from * size, pixels, 0, part * size);
      for (Kernel kernel : kernels) {
        kernel.run(part);
      }
      last.get(0, logits, from * classes, part * classes);
    }
    return logits;
  }

  /** The class with the largest logit for each image; the first of equal ones. */
  public int[] classify(byte[] images, int count) {
    int[] logits = logits(images, count);
    int[] best = new int[count];
    int classes = network.classes();
    for (int i = 0; i < logits.length; i++) {
      int image = i / classes;
      if (logits[i] > logits[image * classes + best[image]]) {
        best[image] = i % classes;
      }
    }
    return best;
  }

  @Override
  public void close() {
    kernels.forEach(Kernel::close);
    wide.close();
    room.close();
  }

  private int imageBytes() {
    return Math.toIntExact(network.image().shape().elements());
  }

  /** As many images as keep the largest accumulators of a layer in the second cache. */
  private static int tile(IntegerNetwork network) {
    long largest = 1;
    for (IntegerOperation operation : network.operations()) {
      largest = Math.max(largest, Integer.BYTES * operation.output().shape().elements());
    }
    return (int) Math.max(1, Math.min(LARGEST_TILE, TILE_BYTES / largest));
  }

  /** The bytes of the largest matrix of rows of the convolutions that need one. */
  private int rowBytes() {
    long largest = 1;
    for (Convolution convolution : network.convolutions()) {
      if (!isDirect(convolution)) {
        largest = Math.max(largest, DenseKernel.rowBytes(convolution.layer()));
      }
    }
    return Math.toIntExact(tile * largest);
  }

  private long roomBytes(long rowBytes) {
    return codes.values().stream()
        .mapToLong(planes -> planes.values.length)
        .reduce(rowBytes, Math::max);
  }

  private void allocate() {
    Map<String, Integer> paddings = new HashMap<>();
    Set<String> framed = new HashSet<>();
    for (Convolution convolution : network.convolutions()) {
      String input = convolution.inputs().get(0);
      CodeRange range = network.tensor(input).range();
      paddings.merge(input, convolution.layer().window().padding(), Math::max);
      int frame = range.zeroPoint() == 0 ? 0 : convolution.layer().window().padding();
      if (arithmetic == Arithmetic.DIRECT && DirectConvolution.isFor(convolution, range, frame)) {
        direct.add(convolution.output().name());
      }
      if (!isDirect(convolution) || range.zeroPoint() != 0) {
        framed.add(input);
      }
    }
    // oneDNN pads with zeros by itself, which is right where they stand for the code 0.
    paddings.forEach(
        (name, padding) ->
            codes.put(
                name,
                new CodePlanes(network.tensor(name), framed.contains(name) ? padding : 0, tile)));
    for (Convolution convolution : network.convolutions()) {
      IntegerTensor input = network.tensor(convolution.inputs().get(0));
      int frame = required(codes.get(input.name()), input.name()).padding;
      if (isDirect(convolution)
          && !(DirectConvolution.isFor(convolution, input.range(), frame)
              && DirectKernel.isExact(convolution, input, frame))) {
        direct.remove(convolution.output().name());
      }
    }
  }

  private boolean isDirect(Convolution convolution) {
    return direct.contains(convolution.output().name());
  }

  private Kernel kernel(IntegerOperation operation, byte[] rows) {
    String output = operation.output().name();
    if (operation instanceof Lookup lookup) {
      return new LookupKernel(lookup, pixels, required(codes.get(output), output));
    }
    if (operation instanceof Rescale rescale) {
      return rescaleKernel(rescale);
    }
    WideTensor to = required(wide.byName().get(output), output);
    String input = operation.inputs().get(0);
    if (operation instanceof Convolution convolution) {
      return convolutionKernel(convolution, required(codes.get(input), input), to, rows);
    }
    return new SumKernel(
        network.tensor(input).shape(), required(wide.byName().get(input), input), to);
  }

  private Kernel convolutionKernel(
      Convolution convolution, CodePlanes planes, WideTensor to, byte[] rows) {
    Window window = convolution.layer().window();
    if (isDirect(convolution)) {
      return new DirectKernel(convolution, planes, to, room);
    }
    return window.groups() == 1
        ? new DenseKernel(convolution, planes, to, rows, arithmetic, room)
        : new GroupedKernel(convolution, planes, to);
  }

  private Kernel rescaleKernel(Rescale rescale) {
    String output = rescale.output().name();
    List<WideTensor> inputs = new ArrayList<>();
    List<IntScaling> terms = new ArrayList<>();
    for (Rescale.Term term : rescale.terms()) {
      WideTensor values = required(wide.byName().get(term.input()), term.input());
      long[] bounds = AccumulatorBounds.of(network, network.tensor(term.input()));
      inputs.add(values);
      int chunk = RescaleKernel.chunk(rescale.output().shape());
      IntScaling.of(values, term, chunk, bounds).ifPresent(terms::add);
    }
    WideTensor to = wide.byName().get(output);
    return terms.size() == inputs.size()
        ? new RescaleKernel(rescale.output(), terms, to, codes.get(output))
        : new LongRescaleKernel(rescale, inputs, to, codes.get(output));
  }

  private static <T> T required(@Nullable T buffer, String name) {
    if (buffer == null) {
      throw new IllegalArgumentException("The engine has no way to read the tensor " + name + ".");
    }
    return buffer;
  }
}
