package org.codesign.engine;

import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.codesign.engine.ConvolutionKernels.Layouts;

/**
 * A full or depthwise convolution in training; weights are brought into the layout that oneDNN asks
 * for.
 */
final class ConvolutionNode implements DnnlNode {

  private final ConvolutionParameters parameters;
  private DnnlValue input;
  private ConvolutionKernels kernels;
  private DnnlTensor weights;
  private convolution_forward.primitive_desc description;

  ConvolutionNode(ConvolutionParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs) {
    input = inputs.get(0);
    kernels = parameters.kernels(input.dimensions(), parameters.hasBias());
    weights = parameters.weights(plan);
    long[] shape = kernels.window().output();
    DnnlTensor output = plan.take(plan.activations(shape));
    description =
        kernels.best(
            new Layouts(input.tensor().layout(), output.layout()),
            layouts ->
                kernels.forward(dnnl.prop_kind.forward_training, layouts, new primitive_attr()));
    DnnlTensor from = plan.inLayout(input.tensor(), description.src_desc());
    DnnlTensor by = plan.inLayout(weights, description.weights_desc());
    DnnlTensor to = plan.target(output, description.dst_desc());
    plan.execute(
        new convolution_forward(description),
        dnnl.DNNL_ARG_SRC,
        from,
        dnnl.DNNL_ARG_WEIGHTS,
        by,
        dnnl.DNNL_ARG_BIAS,
        parameters.bias(plan),
        dnnl.DNNL_ARG_DST,
        to);
    plan.releaseCopy(from, input.tensor());
    plan.releaseCopy(by, weights);
    plan.copyTarget(to, output);
    return new DnnlValue(output, shape, true);
  }

  @Override
  public void backward(DnnlPlan plan, DnnlValue output) {
    DnnlTensor gradient = plan.gradient(output);
    toWeights(plan, gradient);
    if (input.isTrained()) {
      plan.contribute(input, toInput(plan, gradient));
    }
    plan.releaseGradient(output);
  }

  private void toWeights(DnnlPlan plan, DnnlTensor gradient) {
    convolution_backward_weights.primitive_desc back =
        kernels.best(
            new Layouts(input.tensor().layout(), gradient.layout()),
            layouts -> kernels.toWeights(layouts, description));
    List<KernelColumns> columns =
        Dnnl.isSlow(back) ? KernelColumns.of(plan, kernels, gradient.layout()) : List.of();
    DnnlTensor weightGradient = parameters.weightGradient();
    Optional<DnnlTensor> biasGradient = parameters.biasGradient();
    if (columns.isEmpty()) {
      ConvolutionKernels.differentiate(
          plan, back, input.tensor(), gradient, weightGradient, biasGradient);
    }
    for (KernelColumns some : columns) {
      some.differentiate(plan, input.tensor(), gradient, weightGradient, biasGradient);
    }
  }

  private DnnlTensor toInput(DnnlPlan plan, DnnlTensor gradient) {
    memory.desc layout = plan.activations(input.dimensions());
    convolution_backward_data.primitive_desc back =
        kernels.best(
            new Layouts(layout, gradient.layout()),
            layouts -> kernels.toInput(layouts, description));
    DnnlTensor given = plan.inLayout(gradient, back.diff_dst_desc());
    DnnlTensor by = plan.inLayout(weights, back.weights_desc());
    DnnlTensor result = plan.take(layout);
    DnnlTensor to = plan.target(result, back.diff_src_desc());
    plan.execute(
        new convolution_backward_data(back),
        dnnl.DNNL_ARG_DIFF_DST,
        given,
        dnnl.DNNL_ARG_WEIGHTS,
        by,
        dnnl.DNNL_ARG_DIFF_SRC,
        to);
    plan.releaseCopy(given, gradient);
    plan.releaseCopy(by, weights);
    plan.copyTarget(to, result);
    return result;
  }
}
