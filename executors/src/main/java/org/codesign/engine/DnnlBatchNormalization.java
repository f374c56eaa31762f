package org.codesign.engine;

import java.util.Arrays;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalizationHelper;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Batch normalisation of a training step in oneDNN, statistics and all; one pass where
 * Deeplearning4j's own helper takes three. What it does not do (inference, other layouts) it leaves
 * to another helper. Not thread-safe.
 */
final class DnnlBatchNormalization implements BatchNormalizationHelper {

  private final BatchNormalizationHelper rest;
  private final stream queue = new stream(Dnnl.ENGINE);
  private Step step;
  private boolean own;

  /**
   * @param rest does what this one does not
   */
  DnnlBatchNormalization(BatchNormalizationHelper rest) {
    this.rest = rest;
  }

  @Override
  public INDArray preOutput(
      INDArray x,
      boolean training,
      long[] shape,
      INDArray gamma,
      INDArray beta,
      INDArray mean,
      INDArray var,
      double decay,
      double eps,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaces) {
    own =
        training
            && format == CNN2DFormat.NCHW
            && x.rank() == 4
            && x.dataType() == DataType.FLOAT
            && gamma != null
            && beta != null;
    if (!own) {
      return rest.preOutput(
          x, training, shape, gamma, beta, mean, var, decay, eps, format, workspaces);
    }
    INDArray input = plain(x);
    if (step == null || !Arrays.equals(step.shape, input.shape())) {
      step = new Step(input.shape(), (float) eps);
    }
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, input.shape());
    step.forward(input, gamma, beta, output, queue);
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray input,
      INDArray epsilon,
      long[] shape,
      INDArray gamma,
      INDArray beta,
      INDArray gammaGradient,
      INDArray betaGradient,
      double eps,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaces) {
    if (!own) {
      return rest.backpropGradient(
          input, epsilon, shape, gamma, beta, gammaGradient, betaGradient, eps, format, workspaces);
    }
    INDArray gradient =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape());
    step.backward(plain(input), plain(epsilon), gradient, queue);
    gammaGradient.assign(step.gammaGradient.reshape(gammaGradient.shape()));
    betaGradient.assign(step.betaGradient.reshape(betaGradient.shape()));
    Gradient all = new DefaultGradient();
    all.setGradientFor(BatchNormalizationParamInitializer.GAMMA, gammaGradient);
    all.setGradientFor(BatchNormalizationParamInitializer.BETA, betaGradient);
    return new Pair<>(all, gradient);
  }

  @Override
  public INDArray getMeanCache(DataType type) {
    return own ? step.mean : rest.getMeanCache(type);
  }

  @Override
  public INDArray getVarCache(DataType type) {
    return own ? step.variance : rest.getVarCache(type);
  }

  @Override
  public boolean checkSupported(double eps, boolean fixedGammaBeta) {
    return rest.checkSupported(eps, fixedGammaBeta);
  }

  @Override
  public boolean checkSupported() {
    return rest.checkSupported();
  }

  @Override
  public Map<String, Long> helperMemoryUse() {
    return Map.of();
  }

  private static INDArray plain(INDArray array) {
    return DnnlConvolutionLayers.plain(array);
  }

  /** The primitives of one shape and what they keep from forward to backward. */
  private static final class Step {
    private final long[] shape;
    private final batch_normalization_forward forward;
    private final batch_normalization_backward backward;
    private final DnnlTensor input;
    private final DnnlTensor output;
    private final DnnlTensor outputGradient;
    private final DnnlTensor inputGradient;
    private final IntMemoryMap forwardArguments;
    private final IntMemoryMap backwardArguments;
    private final INDArray scaleAndShift;
    private final INDArray scale;
    private final INDArray shift;
    private final INDArray mean;
    private final INDArray variance;
    private final INDArray gammaGradient;
    private final INDArray betaGradient;

    // The workspace is left for as long as the block lasts.
    @SuppressWarnings("try")
    Step(long[] shape, float eps) {
      this.shape = shape;
      long channels = shape[1];
      memory.desc data = new memory.desc(shape, memory.data_type.f32, memory.format_tag.nchw);
      batch_normalization_forward.primitive_desc description =
          new batch_normalization_forward.primitive_desc(
              new batch_normalization_forward.desc(
                  dnnl.prop_kind.forward_training,
                  data,
                  eps,
                  dnnl.normalization_flags.use_scale_shift),
              Dnnl.ENGINE);
      batch_normalization_backward.primitive_desc backwardDescription =
          new batch_normalization_backward.primitive_desc(
              new batch_normalization_backward.desc(
                  dnnl.prop_kind.backward,
                  data,
                  data,
                  eps,
                  dnnl.normalization_flags.use_scale_shift),
              Dnnl.ENGINE,
              description);
      forward = new batch_normalization_forward(description);
      backward = new batch_normalization_backward(backwardDescription);
      INDArray gradients;
      try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        scaleAndShift = Nd4j.createUninitialized(DataType.FLOAT, 2, channels);
        gradients = Nd4j.createUninitialized(DataType.FLOAT, 2, channels);
        mean = Nd4j.createUninitialized(DataType.FLOAT, channels);
        variance = Nd4j.createUninitialized(DataType.FLOAT, channels);
      }
      scale = row(scaleAndShift, 0);
      shift = row(scaleAndShift, 1);
      gammaGradient = row(gradients, 0);
      betaGradient = row(gradients, 1);
      input = new DnnlTensor(data, data);
      output = new DnnlTensor(data, data);
      outputGradient = new DnnlTensor(data, data);
      inputGradient = new DnnlTensor(data, data);
      memory means = fixed(mean);
      memory variances = fixed(variance);
      memory weights = fixed(scaleAndShift);
      forwardArguments =
          Dnnl.arguments(
              dnnl.DNNL_ARG_SRC, input.argument(),
              dnnl.DNNL_ARG_DST, output.argument(),
              dnnl.DNNL_ARG_MEAN, means,
              dnnl.DNNL_ARG_VARIANCE, variances,
              dnnl.DNNL_ARG_SCALE_SHIFT, weights);
      backwardArguments =
          Dnnl.arguments(
              dnnl.DNNL_ARG_SRC, input.argument(),
              dnnl.DNNL_ARG_DIFF_DST, outputGradient.argument(),
              dnnl.DNNL_ARG_DIFF_SRC, inputGradient.argument(),
              dnnl.DNNL_ARG_MEAN, means,
              dnnl.DNNL_ARG_VARIANCE, variances,
              dnnl.DNNL_ARG_SCALE_SHIFT, weights,
              dnnl.DNNL_ARG_DIFF_SCALE_SHIFT, fixed(gradients));
    }

    void forward(INDArray x, INDArray gamma, INDArray beta, INDArray y, stream on) {
      scale.assign(gamma.reshape(gamma.length()));
      shift.assign(beta.reshape(beta.length()));
      input.bind(x);
      output.bind(y);
      forward.execute(on, forwardArguments);
      on._wait();
    }

    void backward(INDArray x, INDArray yGradient, INDArray xGradient, stream on) {
      input.bind(x);
      outputGradient.bind(yGradient);
      inputGradient.bind(xGradient);
      backward.execute(on, backwardArguments);
      on._wait();
    }

    private static INDArray row(INDArray rows, int index) {
      return rows.get(NDArrayIndex.point(index), NDArrayIndex.all());
    }

    private static memory fixed(INDArray array) {
      DnnlTensor tensor = new DnnlTensor(DnnlTensor.layout(array), DnnlTensor.layout(array));
      tensor.bind(array);
      return tensor.argument();
    }
  }
}
