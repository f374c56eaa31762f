package org.codesign.engine;

import java.util.List;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.codesign.engine.ConvolutionKernels.Layouts;
import org.codesign.engine.NormalisationFolding.Folded;

/** A convolution at inference with its tail, in one primitive where oneDNN has a kernel for it. */
final class FusedConvolutionNode implements DnnlNode {

  private final ConvolutionParameters parameters;
  private final ConvolutionTail tail;
  private final boolean isTermFree;
  private ConvolutionKernels kernels;

  /**
   * @param isTermFree whether nobody reads the other term of a sum after this node
   */
  FusedConvolutionNode(ConvolutionParameters parameters, ConvolutionTail tail, boolean isTermFree) {
    this.parameters = parameters;
    this.tail = tail;
    this.isTermFree = isTermFree;
  }

  /**
   * @param inputs what is convolved, and the other term if there is a sum
   */
  @Override
  public DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs) {
    DnnlValue input = inputs.get(0);
    DnnlTensor term = tail.term().isPresent() ? inputs.get(1).tensor() : null;
    boolean hasBias = parameters.hasBias() || tail.norm().isPresent();
    kernels = parameters.kernels(input.dimensions(), hasBias);
    long[] shape = kernels.window().output();
    Layouts wished = new Layouts(input.tensor().layout(), plan.activations(shape));
    boolean inPlace = term != null && isTermFree && term.layout().equals(wished.to());
    if (inPlace && !Dnnl.isSlow(description(wished, true, tail.rectifier()))) {
      DnnlTensor output = plan.share(term);
      run(plan, description(wished, true, tail.rectifier()), input.tensor(), output);
      return new DnnlValue(output, shape, true);
    }
    Rectifier own = term == null ? tail.rectifier() : Rectifier.NONE;
    convolution_forward.primitive_desc description =
        kernels.best(wished, layouts -> description(layouts, false, own));
    DnnlTensor output = plan.take(wished.to());
    run(plan, description, input.tensor(), output);
    return new DnnlValue(term == null ? output : added(plan, output, term), shape, true);
  }

  private DnnlTensor added(DnnlPlan plan, DnnlTensor output, DnnlTensor term) {
    DnnlTensor other = plan.inLayout(term, output.layout());
    DnnlTensor sum = plan.take(output.layout());
    plan.add(output, other, sum, tail.rectifier());
    plan.releaseCopy(other, term);
    plan.release(output);
    return sum;
  }

  private convolution_forward.primitive_desc description(
      Layouts layouts, boolean isAdded, Rectifier rectifier) {
    post_ops after = new post_ops();
    if (isAdded) {
      after.append_sum();
    }
    if (rectifier == Rectifier.RELU) {
      after.append_eltwise(1f, dnnl.algorithm.eltwise_relu, 0f, 0f);
    }
    primitive_attr attributes = new primitive_attr();
    attributes.set_post_ops(after);
    return kernels.forward(dnnl.prop_kind.forward_inference, layouts, attributes);
  }

  private void run(
      DnnlPlan plan,
      convolution_forward.primitive_desc description,
      DnnlTensor input,
      DnnlTensor output) {
    DnnlTensor from = plan.inLayout(input, description.src_desc());
    DnnlTensor to = plan.target(output, description.dst_desc());
    convolution_forward action = new convolution_forward(description);
    if (tail.norm().isPresent()) {
      Folded folded = new NormalisationFolding(tail.norm().get()).fold(plan, parameters);
      convolve(plan, action, description.weights_desc(), from, folded, to);
      plan.release(folded.weights());
      folded.bias().ifPresent(plan::release);
    } else {
      Folded plain = new Folded(parameters.weights(plan), parameters.bias(plan));
      convolve(plan, action, description.weights_desc(), from, plain, to);
    }
    plan.releaseCopy(from, input);
    plan.copyTarget(to, output);
  }

  private static void convolve(
      DnnlPlan plan,
      convolution_forward action,
      memory.desc layout,
      DnnlTensor from,
      Folded by,
      DnnlTensor to) {
    DnnlTensor weights = plan.inLayout(by.weights(), layout);
    plan.execute(
        action,
        dnnl.DNNL_ARG_SRC,
        from,
        dnnl.DNNL_ARG_WEIGHTS,
        weights,
        dnnl.DNNL_ARG_BIAS,
        by.bias(),
        dnnl.DNNL_ARG_DST,
        to);
    plan.releaseCopy(weights, by.weights());
  }

  @Override
  public void backward(DnnlPlan plan, DnnlValue output) {
    throw new IllegalStateException("A program of answers has no gradients.");
  }
}
