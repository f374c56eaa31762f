package org.codesign.graph;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
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

  convolution_forward.primitive_desc forward() {
    memory.desc bias =
        new memory.desc(
            new long[] {operation.outChannels()}, memory.data_type.f32, memory.format_tag.a);
    return new convolution_forward.primitive_desc(
        new convolution_forward.desc(
            dnnl.prop_kind.forward_training,
            dnnl.algorithm.convolution_direct,
            from,
            weights.any(),
            bias,
            to,
            strides(),
            dilates(),
            before(),
            after()),
        Dnnl.ENGINE);
  }

  /** Without bias, written or added to what is there. */
  convolution_forward.primitive_desc linear(memory.desc layout, boolean added) {
    return forward(from, layout, to, strides(), before(), after(), added);
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

  /** Whether the gradient of the input is a convolution of the output's, with mirrored weights. */
  boolean isMirrored() {
    return operation.groups() == 1
        && operation.strideHeight() == 1
        && operation.strideWidth() == 1
        && Math.max(operation.top(), operation.bottom())
            <= reach(operation.kernelHeight(), operation.dilationHeight())
        && Math.max(operation.left(), operation.right())
            <= reach(operation.kernelWidth(), operation.dilationWidth());
  }

  /** The gradient of the input as a convolution, written or added to what is there. */
  convolution_forward.primitive_desc mirrored(memory.desc layout, boolean added) {
    long down = reach(operation.kernelHeight(), operation.dilationHeight());
    long right = reach(operation.kernelWidth(), operation.dilationWidth());
    return forward(
        to,
        layout,
        from,
        new long[] {1, 1},
        new long[] {down - operation.top(), right - operation.left()},
        new long[] {down - after()[0], right - after()[1]},
        added);
  }

  private convolution_forward.primitive_desc forward(
      memory.desc source,
      memory.desc layout,
      memory.desc target,
      long[] strides,
      long[] before,
      long[] after,
      boolean added) {
    primitive_attr attributes = new primitive_attr();
    if (added) {
      post_ops sum = new post_ops();
      sum.append_sum();
      attributes.set_post_ops(sum);
    }
    return new convolution_forward.primitive_desc(
        new convolution_forward.desc(
            dnnl.prop_kind.forward_training,
            dnnl.algorithm.convolution_direct,
            source,
            layout,
            target,
            strides,
            dilates(),
            before,
            after),
        attributes,
        Dnnl.ENGINE);
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
