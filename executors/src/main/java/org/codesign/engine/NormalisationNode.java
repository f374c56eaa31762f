package org.codesign.engine;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;

/**
 * Batch normalisation, with the ReLU that follows it if there is one. Deeplearning4j moves the
 * running statistics by "gradients": mean - (1 - decay) (mean - mean of the batch).
 */
final class NormalisationNode implements DnnlNode {

  private static final String GAMMA = BatchNormalizationParamInitializer.GAMMA;
  private static final String MEAN = BatchNormalizationParamInitializer.GLOBAL_MEAN;
  private static final String VARIANCE = BatchNormalizationParamInitializer.GLOBAL_VAR;

  private final LayerParameters parameters;
  private final BatchNormalization settings;
  private final Rectifier rectifier;
  private DnnlValue input;
  private batch_normalization_forward.primitive_desc description;
  private DnnlTensor mean;
  private DnnlTensor variance;
  private DnnlTensor scaleAndShift;
  private DnnlTensor workspace;

  NormalisationNode(Layer layer, Rectifier rectifier) {
    this.parameters = new LayerParameters(layer);
    this.settings = (BatchNormalization) layer.conf().getLayer();
    this.rectifier = rectifier;
  }

  /** Whether the node can do what the layer does. */
  static boolean fits(BatchNormalization settings) {
    return !settings.isLockGammaBeta() && !settings.isUseLogStd();
  }

  @Override
  public DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs) {
    input = inputs.get(0);
    boolean training = plan.pass() == DnnlPass.TRAINING;
    memory.desc layout = input.tensor().layout();
    description =
        new batch_normalization_forward.primitive_desc(
            new batch_normalization_forward.desc(
                training
                    ? dnnl.prop_kind.forward_training.value
                    : dnnl.prop_kind.forward_inference.value,
                layout,
                (float) settings.getEps(),
                flags(training)),
            Dnnl.ENGINE);
    // Gamma and beta lie one after another among the parameters, as oneDNN wants them.
    scaleAndShift = DnnlTensor.of(description.weights_desc(), parameters.array(GAMMA));
    memory.desc channels = Dnnl.layout(memory.format_tag.a, input.dimensions()[1]);
    mean = training ? plan.take(channels) : DnnlTensor.of(channels, parameters.array(MEAN));
    variance = training ? plan.take(channels) : DnnlTensor.of(channels, parameters.array(VARIANCE));
    // Without a mask of the ReLU nothing is read from or written to this one.
    boolean masked = training && rectifier == Rectifier.RELU;
    workspace = plan.take(masked ? description.workspace_desc() : channels);
    DnnlTensor output = plan.take(layout);
    plan.execute(
        new batch_normalization_forward(description),
        dnnl.DNNL_ARG_SRC,
        input.tensor(),
        dnnl.DNNL_ARG_MEAN,
        mean,
        dnnl.DNNL_ARG_VARIANCE,
        variance,
        dnnl.DNNL_ARG_SCALE_SHIFT,
        scaleAndShift,
        dnnl.DNNL_ARG_WORKSPACE,
        workspace,
        dnnl.DNNL_ARG_DST,
        output);
    if (!training) {
      plan.release(workspace);
    }
    return new DnnlValue(output, input.shape(), true);
  }

  @Override
  public void backward(DnnlPlan plan, DnnlValue output) {
    DnnlTensor gradient = plan.gradient(output);
    memory.desc layout = input.tensor().layout();
    DnnlTensor result = plan.isExclusive(gradient) ? plan.share(gradient) : plan.take(layout);
    batch_normalization_backward.primitive_desc back =
        new batch_normalization_backward.primitive_desc(
            new batch_normalization_backward.desc(
                dnnl.prop_kind.backward.value,
                layout,
                layout,
                (float) settings.getEps(),
                flags(true)),
            Dnnl.ENGINE,
            description);
    plan.execute(
        new batch_normalization_backward(back),
        dnnl.DNNL_ARG_SRC,
        input.tensor(),
        dnnl.DNNL_ARG_MEAN,
        mean,
        dnnl.DNNL_ARG_VARIANCE,
        variance,
        dnnl.DNNL_ARG_SCALE_SHIFT,
        scaleAndShift,
        dnnl.DNNL_ARG_WORKSPACE,
        workspace,
        dnnl.DNNL_ARG_DIFF_DST,
        gradient,
        dnnl.DNNL_ARG_DIFF_SRC,
        result,
        dnnl.DNNL_ARG_DIFF_SCALE_SHIFT,
        DnnlTensor.of(back.diff_weights_desc(), parameters.gradient(GAMMA)));
    plan.releaseGradient(output);
    moveStatistics(plan, MEAN, mean);
    moveStatistics(plan, VARIANCE, variance);
    if (input.isTrained()) {
      plan.contribute(input, result);
    } else {
      plan.release(result);
    }
  }

  private void moveStatistics(DnnlPlan plan, String key, DnnlTensor ofBatch) {
    FloatBuffer running = NativeArrays.floats(parameters.array(key));
    FloatBuffer gradient = NativeArrays.floats(parameters.gradient(key));
    float rate = (float) (1 - settings.getDecay());
    plan.step(
        () -> {
          FloatBuffer batch = ofBatch.floats();
          for (int i = 0; i < gradient.limit(); i++) {
            gradient.put(i, (running.get(i) - batch.get(i)) * rate);
          }
        });
  }

  private int flags(boolean training) {
    int flags = dnnl.normalization_flags.use_scale_shift.value;
    flags |= training ? 0 : dnnl.normalization_flags.use_global_stats.value;
    flags |= rectifier == Rectifier.RELU ? dnnl.normalization_flags.fuse_norm_relu.value : 0;
    return flags;
  }
}
