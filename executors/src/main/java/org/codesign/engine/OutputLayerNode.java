package org.codesign.engine;

import java.util.List;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An output layer with any activation and loss function, run by Deeplearning4j itself. */
final class OutputLayerNode implements LossNode {

  private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

  private final IOutputLayer layer;
  private final long outputs;
  private DnnlValue input;
  private INDArray plain;
  private INDArray result;
  private double loss;

  /**
   * @param outputs the number of classes
   */
  OutputLayerNode(IOutputLayer layer, long outputs) {
    this.layer = layer;
    this.outputs = outputs;
  }

  @Override
  public DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs) {
    input = inputs.get(0);
    plain = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', input.shape());
    plan.copy(input.tensor(), DnnlTensor.of(plain(input.dimensions()), plain));
    long[] shape = {input.shape()[0], outputs};
    if (plan.pass() == DnnlPass.TRAINING) {
      return input;
    }
    DnnlTensor answer = new DnnlTensor(plain(DnnlValue.dimensions(shape)), null);
    plan.step(
        () -> {
          layer.setInput(plain, NO_WORKSPACES);
          result = layer.activate(false, NO_WORKSPACES).dup('c');
          answer.bind(result);
        });
    return new DnnlValue(answer, shape, true);
  }

  @Override
  public void backward(DnnlPlan plan, DnnlValue output) {
    DnnlTensor given = new DnnlTensor(plain(input.dimensions()), null);
    plan.step(
        () -> {
          layer.setInput(plain, NO_WORKSPACES);
          result = layer.backpropGradient(null, NO_WORKSPACES).getSecond().dup('c');
          given.bind(result);
          loss = layer.computeScore(0, true, NO_WORKSPACES);
          layer.clearNoiseWeightParams();
        });
    plan.contribute(input, plan.inLayout(given, input.tensor().layout()));
  }

  private static memory.desc plain(long[] dimensions) {
    return Dnnl.layout(memory.format_tag.nchw, dimensions);
  }

  @Override
  public void setLabels(INDArray labels) {
    layer.setLabels(labels);
  }

  @Override
  public double loss() {
    return loss;
  }
}
