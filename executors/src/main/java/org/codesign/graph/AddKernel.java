package org.codesign.graph;

import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.codesign.engine.Dnnl;

/** The sum of two tensors; the output may lie in the first. */
final class AddKernel implements NodeKernel {

  private final NativeMemory scope;
  private final List<String> sources;
  private final List<NativeTensor> inputs;
  private final NativeTensor output;
  private final binary add;

  AddKernel(NativeMemory scope, GraphNode node, List<NativeTensor> inputs, NativeTensor output) {
    this.scope = scope;
    this.sources = node.inputs();
    this.inputs = inputs;
    this.output = output;
    binary.desc adds =
        new binary.desc(
            dnnl.algorithm.binary_add, output.layout(), output.layout(), output.layout());
    add = scope.own(new binary(new binary.primitive_desc(adds, Dnnl.ENGINE)));
  }

  @Override
  public void forward() {
    sum(Part.VALUE);
  }

  @Override
  public void tangent(Pass pass) {
    boolean first = pass.active().contains(sources.get(0));
    boolean second = pass.active().contains(sources.get(1));
    if (first && second) {
      sum(Part.TANGENT);
    } else {
      NativeTensor only = inputs.get(first ? 0 : 1);
      if (only != output) {
        output.clear(Part.TANGENT);
        output.contribute(only, Part.TANGENT, Part.TANGENT);
      }
    }
  }

  private void sum(Part part) {
    add.execute(
        scope.queue(),
        Dnnl.arguments(
            dnnl.DNNL_ARG_SRC_0,
            inputs.get(0).part(part),
            dnnl.DNNL_ARG_SRC_1,
            inputs.get(1).part(part),
            dnnl.DNNL_ARG_DST,
            output.part(part)));
  }

  @Override
  public void backward(Part part, Pass pass) {
    for (int i = 0; i < 2; i++) {
      NativeTensor input = inputs.get(i);
      if (input != output && pass.wanted().contains(sources.get(i))) {
        input.contribute(output, part, part);
      }
    }
  }
}
