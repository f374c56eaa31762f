package org.codesign.engine;

import java.util.List;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/** ReLU by itself; its gradient passes where the output is positive. */
final class RectifierNode implements DnnlNode {

  private DnnlValue input;

  @Override
  public DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs) {
    input = inputs.get(0);
    DnnlTensor output = plan.take(input.tensor().layout());
    plan.execute(
        new eltwise_forward(forward(output.layout())),
        dnnl.DNNL_ARG_SRC,
        input.tensor(),
        dnnl.DNNL_ARG_DST,
        output);
    return new DnnlValue(output, input.shape(), input.isTrained());
  }

  @Override
  public void backward(DnnlPlan plan, DnnlValue output) {
    mask(plan, output);
    plan.contribute(input, plan.share(plan.gradient(output)));
    plan.releaseGradient(output);
  }

  /** Adds the step that makes the gradient zero where the output of a ReLU is. */
  static void mask(DnnlPlan plan, DnnlValue output) {
    DnnlTensor gradient = plan.ownGradient(output);
    memory.desc layout = output.tensor().layout();
    eltwise_backward.primitive_desc description =
        new eltwise_backward.primitive_desc(
            new eltwise_backward.desc(
                dnnl.algorithm.eltwise_relu_use_dst_for_bwd, layout, layout, 0f, 0f),
            Dnnl.ENGINE,
            forward(layout));
    plan.execute(
        new eltwise_backward(description),
        dnnl.DNNL_ARG_DST,
        output.tensor(),
        dnnl.DNNL_ARG_DIFF_DST,
        gradient,
        dnnl.DNNL_ARG_DIFF_SRC,
        gradient);
  }

  private static eltwise_forward.primitive_desc forward(memory.desc layout) {
    return new eltwise_forward.primitive_desc(
        new eltwise_forward.desc(
            dnnl.prop_kind.forward_training,
            dnnl.algorithm.eltwise_relu_use_dst_for_bwd,
            layout,
            0f,
            0f),
        Dnnl.ENGINE);
  }
}
