package org.codesign.integer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.codesign.engine.Dnnl;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/** A convolution that reads the codes where they are, without rows of a matrix. */
final class DirectKernel implements Kernel {

  private final Convolution convolution;
  private final CodePlanes input;
  private final WideTensor output;
  private final BytePointer codes;
  private final Deque<Pointer> owned = new ArrayDeque<>();
  private final stream queue = own(new stream(Dnnl.ENGINE));
  private final Map<Integer, Execution> byImages = new HashMap<>();
  private final List<memory> weights = new ArrayList<>();

  private record Execution(convolution_forward primitive, IntMemoryMap arguments) {}

  /**
   * @param convolution one that {@link DirectConvolution#isFor}
   * @param input with a frame as wide as the padding, or with none
   * @param codes native memory for the codes of the input
   */
  DirectKernel(Convolution convolution, CodePlanes input, WideTensor output, BytePointer codes) {
    this.convolution = convolution;
    this.input = input;
    this.output = output;
    this.codes = codes;
  }

  /**
   * Whether the processor adds the products of the largest codes with these weights as they are.
   * Without VNNI, pairs of products are added in 16 bits, which saturate.
   */
  static boolean isExact(Convolution convolution, IntegerTensor input, int frame) {
    Layer layer = convolution.layer();
    int code = input.range().highest();
    CodePlanes planes = new CodePlanes(input, frame, 1);
    for (int y = 0; y < layer.input().height(); y++) {
      int from = planes.row(0, y);
      int to = from + layer.input().width() * layer.input().channels();
      Arrays.fill(planes.values, from, to, (byte) (code + planes.zero));
    }
    try (BytePointer codes = new BytePointer(planes.values.length);
        IntPointer sums = new IntPointer(layer.output().elements());
        DirectKernel kernel = new DirectKernel(convolution, planes, new WideTensor(sums), codes)) {
      kernel.run(1);
      int y = layer.output().height() / 2;
      int x = layer.output().width() / 2;
      int[] expected = ofEqualCodes(convolution, code, y, x);
      int[] actual = new int[expected.length];
      long pixel = (long) y * layer.output().width() + x;
      kernel.output.get(pixel * actual.length, actual, 0, actual.length);
      return Arrays.equals(expected, actual);
    }
  }

  /** The sums of one pixel of the output if all pixels of the input have the same code. */
  private static int[] ofEqualCodes(Convolution convolution, int code, int y, int x) {
    Window window = convolution.layer().window();
    TensorShape input = convolution.layer().input();
    int kernel = window.kernel();
    int length = convolution.weights().length / convolution.bias().length;
    int[] sums = convolution.bias().clone();
    for (int i = 0; i < convolution.weights().length; i++) {
      int row = y * window.stride() - window.padding() + i / kernel % kernel;
      int column = x * window.stride() - window.padding() + i % kernel;
      if (row >= 0 && row < input.height() && column >= 0 && column < input.width()) {
        sums[i / length] += convolution.weights()[i] * code;
      }
    }
    return sums;
  }

  @Override
  public void run(int images) {
    codes.put(input.values, 0, images * input.imageBytes);
    Execution execution = byImages.computeIfAbsent(images, this::execution);
    execution.primitive.execute(queue, execution.arguments);
    queue._wait();
  }

  private Execution execution(int images) {
    convolution_forward.primitive_desc description =
        own(DirectConvolution.description(convolution.layer(), input.padding, images));
    memory bias = memory(description.bias_desc());
    new IntPointer(bias.get_data_handle()).put(DenseKernel.offset(convolution, input.zero));
    return new Execution(
        own(new convolution_forward(description)),
        own(
            Dnnl.arguments(
                dnnl.DNNL_ARG_SRC,
                own(new memory(description.src_desc(), Dnnl.ENGINE, codes)),
                dnnl.DNNL_ARG_WEIGHTS,
                weights(description.weights_desc()),
                dnnl.DNNL_ARG_BIAS,
                bias,
                dnnl.DNNL_ARG_DST,
                own(new memory(description.dst_desc(), Dnnl.ENGINE, output.pointer())))));
  }

  /** The weights in the layout that a convolution chose; other numbers of images share them. */
  private memory weights(memory.desc layout) {
    for (memory made : weights) {
      if (made.get_desc().equals(layout)) {
        return made;
      }
    }
    memory made = memory(layout);
    try (memory plain =
            new memory(DirectConvolution.plainWeights(convolution.layer()), Dnnl.ENGINE);
        reorder change = new reorder(plain, made)) {
      new BytePointer(plain.get_data_handle()).put(convolution.weights());
      change.execute(queue, plain, made);
      queue._wait();
    }
    weights.add(made);
    return made;
  }

  private memory memory(memory.desc layout) {
    return own(new memory(layout, Dnnl.ENGINE));
  }

  private <T extends Pointer> T own(T pointer) {
    owned.push(pointer);
    return pointer;
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }
}
