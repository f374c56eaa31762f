package org.codesign.engine;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of one shape in oneDNN, forward and backward, in the layouts that oneDNN prefers on
 * this processor. Its primitives and buffers are made once. Not thread-safe.
 */
final class DnnlConvolution {

  /**
   * What a convolution looks like.
   *
   * @param input [N, C, H, W]
   * @param weights [O, I, H, W], or [groups, O / groups, I / groups, H, W]
   * @param weightStrides of the array of weights, for the same dimensions
   * @param output [N, O, H, W]
   * @param stride down and right
   * @param padding at the top and on the left
   * @param dilation 1 for none
   */
  // A bundle of arguments: compared by key() alone.
  @SuppressWarnings("ArrayRecordComponent")
  record Shape(
      long[] input,
      long[] weights,
      long[] weightStrides,
      long[] output,
      int[] stride,
      int[] padding,
      int[] dilation,
      boolean bias) {

    private long[] strides() {
      return Arrays.stream(stride).asLongStream().toArray();
    }

    private long[] dilates() {
      return Arrays.stream(dilation).mapToLong(rate -> rate - 1L).toArray();
    }

    private long[] before() {
      return Arrays.stream(padding).asLongStream().toArray();
    }

    private long[] after() {
      long[] after = new long[2];
      for (int i = 0; i < 2; i++) {
        long extent = (weights[weights.length - 2 + i] - 1) * dilation[i] + 1;
        after[i] = (output[2 + i] - 1) * stride[i] + extent - input[2 + i] - padding[i];
      }
      return after;
    }
  }

  private final stream queue = new stream(Dnnl.ENGINE);
  private final Shape shape;
  private final convolution_forward.primitive_desc description;
  private final convolution_forward forward;
  private final DnnlTensor source;
  private final DnnlTensor weights;
  private final DnnlTensor destination;
  private final Optional<DnnlTensor> bias;
  private final IntMemoryMap arguments;
  private Optional<Backward> backward = Optional.empty();

  DnnlConvolution(Shape shape) {
    this.shape = shape;
    description = new convolution_forward.primitive_desc(forwardDescription(), Dnnl.ENGINE);
    forward = new convolution_forward(description);
    source = tensor(shape.input(), description.src_desc());
    weights = weights(description.weights_desc());
    destination = tensor(shape.output(), description.dst_desc());
    bias = shape.bias() ? Optional.of(vector()) : Optional.empty();
    arguments =
        Dnnl.arguments(
            dnnl.DNNL_ARG_SRC,
            source.argument(),
            dnnl.DNNL_ARG_WEIGHTS,
            weights.argument(),
            dnnl.DNNL_ARG_DST,
            destination.argument());
    bias.ifPresent(tensor -> arguments.put(dnnl.DNNL_ARG_BIAS, tensor.argument()));
  }

  /** Whether this is the convolution of an input and weights of these shapes. */
  boolean fits(long[] input, long[] weightStrides) {
    return Arrays.equals(shape.input(), input)
        && Arrays.equals(shape.weightStrides(), weightStrides);
  }

  /** The shape of the output. */
  long[] output() {
    return shape.output();
  }

  /** Convolves; arrays of activations are plain [N, C, H, W]. */
  void forward(INDArray input, INDArray kernel, INDArray biases, INDArray output) {
    source.read(input, queue);
    weights.read(kernel, queue);
    bias.ifPresent(tensor -> tensor.read(biases, queue));
    destination.bind(output);
    forward.execute(queue, arguments);
    destination.finish(queue);
    queue._wait();
  }

  /** The gradients with respect to the input, the weights and, if there is one, the bias. */
  void backward(
      INDArray input,
      INDArray kernel,
      INDArray outputGradient,
      INDArray inputGradient,
      INDArray weightGradient,
      INDArray biasGradient) {
    if (backward.isEmpty()) {
      backward = Optional.of(new Backward());
    }
    Backward back = backward.get();
    back.toData(kernel, outputGradient, inputGradient);
    back.toWeights(input, outputGradient, weightGradient, biasGradient);
    queue._wait();
  }

  private DnnlTensor tensor(long[] dimensions, memory.desc wanted) {
    memory.desc plain = new memory.desc(dimensions, memory.data_type.f32, memory.format_tag.nchw);
    return new DnnlTensor(plain, wanted);
  }

  private DnnlTensor weights(memory.desc wanted) {
    return new DnnlTensor(DnnlTensor.layout(shape.weights(), shape.weightStrides()), wanted);
  }

  private DnnlTensor vector() {
    memory.desc plain = vectorLayout();
    return new DnnlTensor(plain, plain);
  }

  private memory.desc vectorLayout() {
    return new memory.desc(
        new long[] {shape.output()[1]}, memory.data_type.f32, memory.format_tag.a);
  }

  private convolution_forward.desc forwardDescription() {
    memory.desc from = DnnlTensor.any(shape.input());
    memory.desc by = DnnlTensor.any(shape.weights());
    memory.desc to = DnnlTensor.any(shape.output());
    return shape.bias()
        ? new convolution_forward.desc(
            dnnl.prop_kind.forward_training,
            dnnl.algorithm.convolution_direct,
            from,
            by,
            vectorLayout(),
            to,
            shape.strides(),
            shape.dilates(),
            shape.before(),
            shape.after())
        : new convolution_forward.desc(
            dnnl.prop_kind.forward_training,
            dnnl.algorithm.convolution_direct,
            from,
            by,
            to,
            shape.strides(),
            shape.dilates(),
            shape.before(),
            shape.after());
  }

  /** The two backward primitives. */
  private final class Backward {
    private final convolution_backward_data data;
    private final DnnlTensor dataGradient;
    private final DnnlTensor dataWeights;
    private final DnnlTensor dataInput;
    private final IntMemoryMap dataArguments;
    private final convolution_backward_weights filter;
    private final DnnlTensor filterInput;
    private final DnnlTensor filterGradient;
    private final DnnlTensor filterWeights;
    private final Optional<DnnlTensor> filterBias;
    private final IntMemoryMap filterArguments;

    Backward() {
      convolution_backward_data.primitive_desc toData =
          new convolution_backward_data.primitive_desc(
              new convolution_backward_data.desc(
                  dnnl.algorithm.convolution_direct,
                  DnnlTensor.any(shape.input()),
                  DnnlTensor.any(shape.weights()),
                  DnnlTensor.any(shape.output()),
                  shape.strides(),
                  shape.dilates(),
                  shape.before(),
                  shape.after()),
              Dnnl.ENGINE,
              description);
      data = new convolution_backward_data(toData);
      dataGradient = tensor(shape.output(), toData.diff_dst_desc());
      dataWeights = weights(toData.weights_desc());
      dataInput = tensor(shape.input(), toData.diff_src_desc());
      dataArguments =
          Dnnl.arguments(
              dnnl.DNNL_ARG_DIFF_DST,
              dataGradient.argument(),
              dnnl.DNNL_ARG_WEIGHTS,
              dataWeights.argument(),
              dnnl.DNNL_ARG_DIFF_SRC,
              dataInput.argument());
      convolution_backward_weights.primitive_desc toWeights =
          new convolution_backward_weights.primitive_desc(
              filterDescription(), Dnnl.ENGINE, description);
      filter = new convolution_backward_weights(toWeights);
      filterInput = tensor(shape.input(), toWeights.src_desc());
      filterGradient = tensor(shape.output(), toWeights.diff_dst_desc());
      filterWeights = weights(toWeights.diff_weights_desc());
      filterBias = shape.bias() ? Optional.of(vector()) : Optional.empty();
      filterArguments =
          Dnnl.arguments(
              dnnl.DNNL_ARG_SRC,
              filterInput.argument(),
              dnnl.DNNL_ARG_DIFF_DST,
              filterGradient.argument(),
              dnnl.DNNL_ARG_DIFF_WEIGHTS,
              filterWeights.argument());
      filterBias.ifPresent(
          tensor -> filterArguments.put(dnnl.DNNL_ARG_DIFF_BIAS, tensor.argument()));
    }

    private convolution_backward_weights.desc filterDescription() {
      memory.desc from = DnnlTensor.any(shape.input());
      memory.desc by = DnnlTensor.any(shape.weights());
      memory.desc to = DnnlTensor.any(shape.output());
      return shape.bias()
          ? new convolution_backward_weights.desc(
              dnnl.algorithm.convolution_direct,
              from,
              by,
              vectorLayout(),
              to,
              shape.strides(),
              shape.dilates(),
              shape.before(),
              shape.after())
          : new convolution_backward_weights.desc(
              dnnl.algorithm.convolution_direct,
              from,
              by,
              to,
              shape.strides(),
              shape.dilates(),
              shape.before(),
              shape.after());
    }

    void toData(INDArray kernel, INDArray outputGradient, INDArray inputGradient) {
      dataGradient.read(outputGradient, queue);
      dataWeights.read(kernel, queue);
      dataInput.bind(inputGradient);
      data.execute(queue, dataArguments);
      dataInput.finish(queue);
    }

    void toWeights(
        INDArray input, INDArray outputGradient, INDArray weightGradient, INDArray biasGradient) {
      filterInput.read(input, queue);
      filterGradient.read(outputGradient, queue);
      filterWeights.bind(weightGradient);
      filterBias.ifPresent(tensor -> tensor.bind(biasGradient));
      filter.execute(queue, filterArguments);
      filterWeights.finish(queue);
    }
  }
}
