package org.codesign.integer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final NativeProduct.Scratch scratch = new NativeProduct.Scratch();
  private final byte[] pixels;
  private final Map<String, CodePlanes> codes = new HashMap<>();
  private final Map<String, int[]> wide = new HashMap<>();
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
    allocate();
    byte[] rows = new byte[rowBytes()];
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
    int[] last = wide.get(IntegerNetwork.LOGITS);
    for (int from = 0; from < count; from += tile) {
      int part = Math.min(tile, count - from);
      System.arraycopy(images, from * size, pixels, 0, part * size);
      for (Kernel kernel : kernels) {
        kernel.run(part);
      }
      System.arraycopy(last, 0, logits, from * classes, part * classes);
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
    scratch.close();
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

  private int rowBytes() {
    long largest = 1;
    for (Convolution convolution : network.convolutions()) {
      largest = Math.max(largest, DenseKernel.rowBytes(convolution.layer()));
    }
    return Math.toIntExact(tile * largest);
  }

  private void allocate() {
    Map<String, Integer> paddings = new HashMap<>();
    Set<String> wideReads = new HashSet<>(Set.of(IntegerNetwork.LOGITS));
    for (IntegerOperation operation : network.operations()) {
      if (operation instanceof Convolution convolution) {
        paddings.merge(
            convolution.inputs().get(0), convolution.layer().window().padding(), Math::max);
        wideReads.add(convolution.output().name());
      } else if (!(operation instanceof Lookup)) {
        wideReads.addAll(operation.inputs());
      }
    }
    for (IntegerOperation operation : network.operations()) {
      IntegerTensor tensor = operation.output();
      Integer padding = paddings.get(tensor.name());
      if (padding != null) {
        codes.put(tensor.name(), new CodePlanes(tensor, padding, tile));
      }
      if (wideReads.contains(tensor.name())) {
        wide.put(
            tensor.name(),
            new int[Math.toIntExact(Math.multiplyExact(tile, tensor.shape().elements()))]);
      }
    }
  }

  private Kernel kernel(IntegerOperation operation, byte[] rows) {
    String output = operation.output().name();
    if (operation instanceof Lookup lookup) {
      return new LookupKernel(lookup, pixels, required(codes.get(output), output));
    }
    String input = operation.inputs().get(0);
    if (operation instanceof Convolution convolution) {
      CodePlanes planes = required(codes.get(input), input);
      int[] sums = required(wide.get(output), output);
      return convolution.layer().window().groups() == 1
          ? new DenseKernel(convolution, planes, sums, rows, arithmetic, scratch)
          : new GroupedKernel(convolution, planes, sums);
    }
    if (operation instanceof Rescale rescale) {
      return rescaleKernel(rescale);
    }
    return new SumKernel(
        network.tensor(input).shape(),
        required(wide.get(input), input),
        required(wide.get(output), output));
  }

  private Kernel rescaleKernel(Rescale rescale) {
    String output = rescale.output().name();
    List<int[]> inputs = new ArrayList<>();
    List<IntScaling> terms = new ArrayList<>();
    for (Rescale.Term term : rescale.terms()) {
      int[] values = required(wide.get(term.input()), term.input());
      long[] bounds = AccumulatorBounds.of(network, network.tensor(term.input()));
      inputs.add(values);
      int chunk = RescaleKernel.chunk(rescale.output().shape());
      IntScaling.of(values, term, chunk, bounds).ifPresent(terms::add);
    }
    return terms.size() == inputs.size()
        ? new RescaleKernel(rescale.output(), terms, wide.get(output), codes.get(output))
        : new LongRescaleKernel(rescale, inputs, wide.get(output), codes.get(output));
  }

  private static <T> T required(@Nullable T buffer, String name) {
    if (buffer == null) {
      throw new IllegalArgumentException("The engine has no way to read the tensor " + name + ".");
    }
    return buffer;
  }
}
