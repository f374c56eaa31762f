package org.codesign.graph;

import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.codesign.engine.Dnnl;

/** max(x, low * x); its output, which tells the slope, may lie in its input. */
final class RectifierKernel implements NodeKernel {

  private final NativeMemory scope;
  private final String source;
  private final NativeTensor input;
  private final NativeTensor output;
  private final eltwise_forward forward;
  private final eltwise_backward mask;

  RectifierKernel(
      NativeMemory scope, GraphNode node, float low, NativeTensor input, NativeTensor output) {
    this.scope = scope;
    this.source = node.inputs().get(0);
    this.input = input;
    this.output = output;
    memory.desc layout = output.layout();
    int algorithm = dnnl.algorithm.eltwise_relu_use_dst_for_bwd.value;
    eltwise_forward.primitive_desc to =
        new eltwise_forward.primitive_desc(
            new eltwise_forward.desc(
                dnnl.prop_kind.forward_training.value, algorithm, layout, low, 0),
            Dnnl.ENGINE);
    forward = scope.own(new eltwise_forward(to));
    mask =
        scope.own(
            new eltwise_backward(
                new eltwise_backward.primitive_desc(
                    new eltwise_backward.desc(algorithm, layout, layout, low, 0),
                    Dnnl.ENGINE,
                    to)));
  }

  @Override
  public void forward() {
    forward.execute(
        scope.queue(),
        Dnnl.arguments(
            dnnl.DNNL_ARG_SRC, input.part(Part.VALUE), dnnl.DNNL_ARG_DST, output.part(Part.VALUE)));
  }

  @Override
  public void tangent(Pass pass) {
    mask(input.part(Part.TANGENT), output.part(Part.TANGENT));
  }

  @Override
  public void backward(Part part, Pass pass) {
    if (!pass.wanted().contains(source)) {
      return;
    }
    if (input == output) {
      mask(output.part(part), output.part(part));
    } else {
      mask(output.part(part), input.target(part));
      input.commit(part);
    }
  }

  private void mask(memory from, memory to) {
    mask.execute(
        scope.queue(),
        Dnnl.arguments(
            dnnl.DNNL_ARG_DST,
            output.part(Part.VALUE),
            dnnl.DNNL_ARG_DIFF_DST,
            from,
            dnnl.DNNL_ARG_DIFF_SRC,
            to));
  }
}
