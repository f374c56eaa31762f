package org.codesign.graph;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.codesign.engine.Dnnl;
import org.codesign.network.TensorShape;

/** Descriptions of one convolution's primitives on channels-last activations. */
final class ConvolutionPrimitives {

  private final GraphOperation.Convolution operation;
  private final WeightShape weights;
  private final TensorShape input;
  private final TensorShape output;
  private final memory.desc from;
  private final memory.desc to;

  ConvolutionPrimitives(
      GraphOperation.Convolution operation,
      WeightShape weights,
      TensorShape input,
      TensorShape output) {
    this.operation = operation;
    this.weights = weights;
    this.input = input;
    this.output = output;
    from = NativeTensor.layout(input);
    to = NativeTensor.layout(output);
  }

  /** With bias, and with weights in the layout that suits it best. */
  convolution_forward.primitive_desc forward() {
    return forward(
        weights.any(),
        new memory.desc(
            new long[] {operation.outChannels()}, memory.data_type.f32, memory.format_tag.a));
  }

  /** Without bias, which a layout without dimensions stands for. */
  convolution_forward.primitive_desc linear(memory.desc layout) {
    return forward(layout, new memory.desc());
  }

  private convolution_forward.primitive_desc forward(memory.desc layout, memory.desc bias) {
    return new convolution_forward.primitive_desc(
        new convolution_forward.desc(
            dnnl.prop_kind.forward_training,
            dnnl.algorithm.convolution_direct,
            from,
            layout,
            bias,
            to,
            strides(),
            dilates(),
            before(),
            after()),
        Dnnl.ENGINE);
  }

  convolution_backward_weights.primitive_desc weights(convolution_forward.primitive_desc hint) {
    return new convolution_backward_weights.primitive_desc(
        new convolution_backward_weights.desc(
            dnnl.algorithm.convolution_direct,
            from,
            weights.any(),
            to,
            strides(),
            dilates(),
            before(),
            after()),
        Dnnl.ENGINE,
        hint);
  }

  convolution_backward_data.primitive_desc data(convolution_forward.primitive_desc hint) {
    return new convolution_backward_data.primitive_desc(
        new convolution_backward_data.desc(
            dnnl.algorithm.convolution_direct,
            from,
            weights.any(),
            to,
            strides(),
            dilates(),
            before(),
            after()),
        Dnnl.ENGINE,
        hint);
  }

  private static int reach(int kernel, int dilation) {
    return (kernel - 1) * dilation;
  }

  private long[] strides() {
    return new long[] {operation.strideHeight(), operation.strideWidth()};
  }

  private long[] dilates() {
    return new long[] {operation.dilationHeight() - 1L, operation.dilationWidth() - 1L};
  }

  private long[] before() {
    return new long[] {operation.top(), operation.left()};
  }

  private long[] after() {
    return new long[] {
      extent(
          input.height(),
          output.height(),
          operation.kernelHeight(),
          operation.dilationHeight(),
          operation.strideHeight(),
          operation.top()),
      extent(
          input.width(),
          output.width(),
          operation.kernelWidth(),
          operation.dilationWidth(),
          operation.strideWidth(),
          operation.left())
    };
  }

  /** The padding that the window at the end really reaches, which may be negative. */
  private static long extent(int in, int out, int kernel, int dilation, int stride, int before) {
    return (long) (out - 1) * stride + reach(kernel, dilation) + 1 - in - before;
  }
}
