package org.codesign.engine;

import java.nio.FloatBuffer;
import java.util.List;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.UpdaterBlock.ParamState;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * Deeplearning4j's updater with its state, applied to the flat memory of a graph. Deeplearning4j
 * itself makes a dozen arrays for each parameter and step, whose Java objects outlive several
 * collections of garbage; this makes none. What it does not know, Deeplearning4j does.
 */
final class NativeUpdater extends ComputationGraphUpdater {

  private static final int CHUNK = 2048;

  private final boolean isKnown;
  private final float[] gradients = new float[CHUNK];
  private final float[] parameters = new float[CHUNK];
  private final float[][] moments = new float[2][CHUNK];

  /** The memory of the whole graph; without state if no updater has any. */
  private record Memory(FloatBuffer parameters, FloatBuffer gradients, FloatBuffer state) {}

  /** A parameter array: its place among all parameters, and what is done to its gradient. */
  private record Part(int start, int end, float divisor, float decay) {}

  NativeUpdater(ComputationGraph graph) {
    super(graph);
    isKnown = getUpdaterBlocks().stream().allMatch(NativeUpdater::isKnown);
  }

  private static boolean isKnown(UpdaterBlock block) {
    boolean isPlain =
        block.getLayersAndVariablesInBlock().stream()
            .allMatch(
                at ->
                    isNone(at.getLayer().getConfig().getGradientNormalization())
                        && regularization(at).stream().allMatch(WeightDecay.class::isInstance));
    return isPlain
        && !block.isPretrainUpdaterBlock()
        && UpdateRule.of(updater(block), 0, 0).isPresent();
  }

  private static boolean isNone(@Nullable GradientNormalization normalization) {
    return normalization == null || normalization == GradientNormalization.None;
  }

  private static List<Regularization> regularization(ParamState at) {
    List<Regularization> all =
        at.getLayer().getConfig().getRegularizationByParam(at.getParamName());
    return all == null ? List.of() : all;
  }

  private static IUpdater updater(UpdaterBlock block) {
    return block.getGradientUpdater().getConfig();
  }

  @Override
  public synchronized void update(
      Gradient gradient, int iteration, int epoch, int batch, LayerWorkspaceMgr workspaces) {
    INDArray all = getFlattenedGradientsView();
    boolean isOwn = NativeArrays.address(gradient.gradient()) == NativeArrays.address(all);
    if (!isKnown || !isOwn || !NativeArrays.isDense(all) || !NativeArrays.isDense(getParams())) {
      super.update(gradient, iteration, epoch, batch, workspaces);
      return;
    }
    Memory memory = memory(all);
    float divisor = isMiniBatch() ? batch : 1;
    for (UpdaterBlock block : getUpdaterBlocks()) {
      UpdateRule rule = UpdateRule.of(updater(block), iteration, epoch).orElseThrow();
      for (ParamState at : block.getLayersAndVariablesInBlock()) {
        Trainable layer = at.getLayer();
        Part part =
            new Part(
                at.getParamOffsetStart(),
                at.getParamOffsetEnd(),
                layer.updaterDivideByMinibatch(at.getParamName()) ? divisor : 1,
                (float) decay(at, updater(block), iteration, epoch));
        update(memory, block, part, rule);
      }
    }
  }

  private Memory memory(INDArray all) {
    INDArray state = getStateViewArray();
    return new Memory(
        NativeArrays.floats(getParams()),
        NativeArrays.floats(all),
        state == null ? FloatBuffer.allocate(0) : NativeArrays.floats(state));
  }

  private static double decay(ParamState at, IUpdater updater, int iteration, int epoch) {
    double decay = 0;
    for (Regularization each : regularization(at)) {
      WeightDecay of = (WeightDecay) each;
      boolean isScaled = of.isApplyLR() && updater.hasLearningRate();
      double rate = isScaled ? updater.getLearningRate(iteration, epoch) : 1;
      decay += of.getCoeff().valueAt(iteration, epoch) * rate;
    }
    return decay;
  }

  private void update(Memory memory, UpdaterBlock block, Part part, UpdateRule rule) {
    int stride = block.getParamOffsetEnd() - block.getParamOffsetStart();
    int state = block.getUpdaterViewOffsetStart() - block.getParamOffsetStart();
    for (int at = part.start(); at < part.end(); at += CHUNK) {
      int count = Math.min(CHUNK, part.end() - at);
      memory.gradients().get(at, gradients, 0, count);
      for (int i = 0; i < count; i++) {
        gradients[i] /= part.divisor();
      }
      for (int i = 0; i < rule.moments(); i++) {
        memory.state().get(state + i * stride + at, moments[i], 0, count);
      }
      rule.apply(gradients, moments, count);
      for (int i = 0; i < rule.moments(); i++) {
        memory.state().put(state + i * stride + at, moments[i], 0, count);
      }
      if (part.decay() != 0) {
        memory.parameters().get(at, parameters, 0, count);
        for (int i = 0; i < count; i++) {
          gradients[i] += part.decay() * parameters[i];
        }
      }
      memory.gradients().put(at, gradients, 0, count);
    }
  }
}
