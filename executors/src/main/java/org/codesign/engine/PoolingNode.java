package org.codesign.engine;

import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** The mean of each channel of an image. */
final class PoolingNode implements DnnlNode {

  private static final long[] NO_PADDING = {0, 0};

  private DnnlValue input;
  private long[] window;
  private pooling_forward.primitive_desc description;

  @Override
  public DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs) {
    input = inputs.get(0);
    long[] from = input.dimensions();
    window = new long[] {from[2], from[3]};
    long[] to = {from[0], from[1], 1, 1};
    memory.desc layout = plan.activations(to);
    description =
        new pooling_forward.primitive_desc(
            new pooling_forward.desc(
                dnnl.prop_kind.forward_training,
                dnnl.algorithm.pooling_avg,
                input.tensor().layout(),
                layout,
                window,
                window,
                NO_PADDING,
                NO_PADDING),
            Dnnl.ENGINE);
    DnnlTensor output = plan.take(layout);
    plan.execute(
        new pooling_forward(description),
        dnnl.DNNL_ARG_SRC,
        input.tensor(),
        dnnl.DNNL_ARG_DST,
        output);
    return new DnnlValue(output, new long[] {from[0], from[1]}, input.isTrained());
  }

  @Override
  public void backward(DnnlPlan plan, DnnlValue output) {
    DnnlTensor gradient = plan.gradient(output);
    DnnlTensor result = plan.take(input.tensor().layout());
    pooling_backward.primitive_desc back =
        new pooling_backward.primitive_desc(
            new pooling_backward.desc(
                dnnl.algorithm.pooling_avg,
                result.layout(),
                gradient.layout(),
                window,
                window,
                NO_PADDING,
                NO_PADDING),
            Dnnl.ENGINE,
            description);
    plan.execute(
        new pooling_backward(back),
        dnnl.DNNL_ARG_DIFF_DST,
        gradient,
        dnnl.DNNL_ARG_DIFF_SRC,
        result);
    plan.releaseGradient(output);
    plan.contribute(input, result);
  }
}
