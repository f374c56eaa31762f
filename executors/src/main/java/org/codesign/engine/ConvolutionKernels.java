package org.codesign.engine;

import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;

/**
 * oneDNN's descriptions of the directions of one convolution. Weights are in whichever layout a
 * primitive likes best.
 *
 * @param input its dimensions, [N, C, H, W]
 * @param weights any layout of the weights
 * @param bias a layout without dimensions stands for none
 */
// A bundle of arguments: never compared.
@SuppressWarnings("ArrayRecordComponent")
record ConvolutionKernels(
    long[] input, ConvolutionWindow window, memory.desc weights, memory.desc bias) {

  /** The layouts of activations on both sides. */
  record Layouts(memory.desc from, memory.desc to) {}

  /** Whether every channel has a kernel of its own, and one only. */
  boolean isDepthwise() {
    return weights.data().ndims() == 5
        && weights.data().dims().get(0) == input[1]
        && window.output()[1] == input[1];
  }

  /** The height (0) or width (1) of the weights. */
  int kernel(int axis) {
    int dimensions = weights.data().ndims();
    return Math.toIntExact(weights.data().dims().get(dimensions - 2L + axis));
  }

  /** In the layouts that are there, or in those oneDNN prefers where it has no kernel for them. */
  <T extends primitive_desc_base> T best(Layouts wished, Function<Layouts, T> make) {
    T first = make.apply(wished);
    return Dnnl.isSlow(first)
        ? make.apply(new Layouts(Dnnl.any(input), Dnnl.any(window.output())))
        : first;
  }

  /** The convolution and what is done to its result. */
  convolution_forward.primitive_desc forward(
      dnnl.prop_kind kind, Layouts layouts, primitive_attr after) {
    convolution_forward.desc action =
        new convolution_forward.desc(
            kind,
            dnnl.algorithm.convolution_direct,
            layouts.from(),
            weights,
            bias,
            layouts.to(),
            window.strides(),
            window.dilates(),
            window.before(),
            window.after());
    return new convolution_forward.primitive_desc(action, after, Dnnl.ENGINE);
  }

  /** The gradients of weights and bias. */
  convolution_backward_weights.primitive_desc toWeights(
      Layouts layouts, convolution_forward.primitive_desc hint) {
    convolution_backward_weights.desc action =
        new convolution_backward_weights.desc(
            dnnl.algorithm.convolution_direct,
            layouts.from(),
            weights,
            bias,
            layouts.to(),
            window.strides(),
            window.dilates(),
            window.before(),
            window.after());
    return new convolution_backward_weights.primitive_desc(action, Dnnl.ENGINE, hint);
  }

  /** Adds the steps that write the gradients of weights and bias. */
  static void differentiate(
      DnnlPlan plan,
      convolution_backward_weights.primitive_desc action,
      DnnlTensor input,
      DnnlTensor gradient,
      DnnlTensor weightGradient,
      Optional<DnnlTensor> biasGradient) {
    DnnlTensor from = plan.inLayout(input, action.src_desc());
    DnnlTensor given = plan.inLayout(gradient, action.diff_dst_desc());
    DnnlTensor to = plan.target(weightGradient, action.diff_weights_desc());
    plan.execute(
        new convolution_backward_weights(action),
        dnnl.DNNL_ARG_SRC,
        from,
        dnnl.DNNL_ARG_DIFF_DST,
        given,
        dnnl.DNNL_ARG_DIFF_WEIGHTS,
        to,
        dnnl.DNNL_ARG_DIFF_BIAS,
        biasGradient);
    plan.releaseCopy(from, input);
    plan.releaseCopy(given, gradient);
    plan.copyTarget(to, weightGradient);
  }

  /** The gradient of the input. */
  convolution_backward_data.primitive_desc toInput(
      Layouts layouts, convolution_forward.primitive_desc hint) {
    convolution_backward_data.desc action =
        new convolution_backward_data.desc(
            dnnl.algorithm.convolution_direct,
            layouts.from(),
            weights,
            layouts.to(),
            window.strides(),
            window.dilates(),
            window.before(),
            window.after());
    return new convolution_backward_data.primitive_desc(action, Dnnl.ENGINE, hint);
  }
}
