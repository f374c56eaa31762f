package org.codesign.engine;

import java.util.Arrays;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's ReLU layer with one pass over memory each way. */
final class NativeRectifierLayer extends ActivationLayer {

  private static final long serialVersionUID = 1L;

  private transient Step step;

  NativeRectifierLayer(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray in = DnnlConvolutionLayers.plain(input);
    INDArray out =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, in.shape());
    step(in.shape()).forward(in, out);
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray in = DnnlConvolutionLayers.plain(input);
    INDArray gradient =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, in.shape());
    step(in.shape()).backward(in, DnnlConvolutionLayers.plain(epsilon), gradient);
    return new Pair<>(new DefaultGradient(), gradient);
  }

  private Step step(long[] shape) {
    if (step == null || !Arrays.equals(step.shape, shape)) {
      step = new Step(shape);
    }
    return step;
  }

  /** The primitives of one shape. */
  private static final class Step {
    private final long[] shape;
    private final stream queue = new stream(Dnnl.ENGINE);
    private final eltwise_forward forward;
    private final eltwise_backward backward;
    private final DnnlTensor input;
    private final DnnlTensor output;
    private final DnnlTensor outputGradient;
    private final DnnlTensor inputGradient;
    private final IntMemoryMap forwardArguments;
    private final IntMemoryMap backwardArguments;

    Step(long[] shape) {
      this.shape = shape;
      long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      memory.desc data =
          new memory.desc(new long[] {elements}, memory.data_type.f32, memory.format_tag.a);
      eltwise_forward.primitive_desc description =
          new eltwise_forward.primitive_desc(
              new eltwise_forward.desc(
                  dnnl.prop_kind.forward_training, dnnl.algorithm.eltwise_relu, data, 0f, 0f),
              Dnnl.ENGINE);
      eltwise_backward.primitive_desc backwardDescription =
          new eltwise_backward.primitive_desc(
              new eltwise_backward.desc(dnnl.algorithm.eltwise_relu, data, data, 0f, 0f),
              Dnnl.ENGINE,
              description);
      forward = new eltwise_forward(description);
      backward = new eltwise_backward(backwardDescription);
      input = new DnnlTensor(data, data);
      output = new DnnlTensor(data, data);
      outputGradient = new DnnlTensor(data, data);
      inputGradient = new DnnlTensor(data, data);
      forwardArguments =
          Dnnl.arguments(dnnl.DNNL_ARG_SRC, input.argument(), dnnl.DNNL_ARG_DST, output.argument());
      backwardArguments =
          Dnnl.arguments(
              dnnl.DNNL_ARG_SRC, input.argument(),
              dnnl.DNNL_ARG_DIFF_DST, outputGradient.argument(),
              dnnl.DNNL_ARG_DIFF_SRC, inputGradient.argument());
    }

    void forward(INDArray x, INDArray y) {
      input.bind(x);
      output.bind(y);
      forward.execute(queue, forwardArguments);
      queue._wait();
    }

    void backward(INDArray x, INDArray yGradient, INDArray xGradient) {
      input.bind(x);
      outputGradient.bind(yGradient);
      inputGradient.bind(xGradient);
      backward.execute(queue, backwardArguments);
      queue._wait();
    }
  }
}
