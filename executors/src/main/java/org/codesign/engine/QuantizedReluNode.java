package org.codesign.engine;

import java.util.List;

/** {@link QuantizedRelu} on values in any layout: it works on each by itself. */
final class QuantizedReluNode implements DnnlNode {

  private final QuantizedRelu activation;
  private DnnlValue input;

  QuantizedReluNode(QuantizedRelu activation) {
    this.activation = activation;
  }

  @Override
  public DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs) {
    input = inputs.get(0);
    DnnlTensor from = input.tensor();
    DnnlTensor to = plan.take(from.layout());
    plan.step(() -> activation.quantize(from.floats(), to.floats()));
    return new DnnlValue(to, input.shape(), input.isTrained());
  }

  @Override
  public void backward(DnnlPlan plan, DnnlValue output) {
    DnnlTensor from = input.tensor();
    DnnlTensor gradient = plan.ownGradient(output);
    plan.step(() -> activation.backward(from.bits(), gradient.bits(), gradient.bits()));
    plan.contribute(input, plan.share(gradient));
    plan.releaseGradient(output);
  }
}
