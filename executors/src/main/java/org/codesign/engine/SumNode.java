package org.codesign.engine;

import java.util.List;

/** The sum of two values, with the ReLU that follows it if there is one. */
final class SumNode implements DnnlNode {

  private final Rectifier rectifier;
  private List<DnnlValue> terms;

  SumNode(Rectifier rectifier) {
    this.rectifier = rectifier;
  }

  @Override
  public DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs) {
    terms = inputs;
    DnnlValue first = inputs.get(0);
    DnnlTensor one = first.tensor();
    DnnlTensor other = plan.inLayout(inputs.get(1).tensor(), one.layout());
    DnnlTensor sum = plan.take(one.layout());
    plan.add(one, other, sum, rectifier);
    plan.releaseCopy(other, inputs.get(1).tensor());
    boolean trained = inputs.stream().anyMatch(DnnlValue::isTrained);
    return new DnnlValue(sum, first.shape(), trained);
  }

  @Override
  public void backward(DnnlPlan plan, DnnlValue output) {
    if (rectifier == Rectifier.RELU) {
      RectifierNode.mask(plan, output);
    }
    DnnlTensor gradient = plan.gradient(output);
    for (DnnlValue term : terms) {
      if (term.isTrained()) {
        plan.contribute(term, plan.share(gradient));
      }
    }
    plan.releaseGradient(output);
  }
}
