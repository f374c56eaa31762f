package org.codesign.engine;

import java.util.Optional;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * What one step of an updater makes of gradients, in float as ND4J's native operations do: the
 * gradients are overwritten by what is subtracted from the parameters.
 */
sealed interface UpdateRule {

  /** The number of values that are kept for a parameter from step to step. */
  int moments();

  /** Overwrites gradients and moves their moments. */
  void apply(float[] gradients, float[][] moments, int count);

  /** The rule of one of Deeplearning4j's updaters in a step, if there is one. */
  static Optional<UpdateRule> of(IUpdater updater, int iteration, int epoch) {
    if (updater instanceof Nesterovs nesterovs) {
      return Optional.of(
          new Momentum(
              (float) nesterovs.getLearningRate(iteration, epoch),
              (float) nesterovs.currentMomentum(iteration, epoch)));
    }
    if (updater instanceof Adam adam) {
      return Optional.of(
          Adaptive.of(
              (float) adam.getLearningRate(iteration, epoch),
              (float) adam.getBeta1(),
              (float) adam.getBeta2(),
              (float) adam.getEpsilon(),
              iteration));
    }
    if (updater instanceof Sgd sgd) {
      return Optional.of(new Plain((float) sgd.getLearningRate(iteration, epoch)));
    }
    return updater instanceof NoOp ? Optional.of(new Nothing()) : Optional.empty();
  }

  /** The gradient itself, for what is no gradient. */
  record Nothing() implements UpdateRule {
    @Override
    public int moments() {
      return 0;
    }

    @Override
    public void apply(float[] gradients, float[][] moments, int count) {
      // Subtracted as it is.
    }
  }

  /** rate g. */
  record Plain(float rate) implements UpdateRule {
    @Override
    public int moments() {
      return 0;
    }

    @Override
    public void apply(float[] gradients, float[][] moments, int count) {
      for (int i = 0; i < count; i++) {
        gradients[i] *= rate;
      }
    }
  }

  /** Nesterov's momentum: v' = momentum v - rate g, and (1 + momentum) v' - momentum v is added. */
  record Momentum(float rate, float momentum) implements UpdateRule {
    @Override
    public int moments() {
      return 1;
    }

    @Override
    public void apply(float[] gradients, float[][] moments, int count) {
      float[] velocity = moments[0];
      float factor = -momentum - 1;
      for (int i = 0; i < count; i++) {
        float before = momentum * velocity[i];
        velocity[i] = before - rate * gradients[i];
        gradients[i] = before + factor * velocity[i];
      }
    }
  }

  /**
   * Adam (Kingma and Ba, ICLR 2015, section 2): m' = beta1 m + (1 - beta1) g, v' = beta2 v + (1 -
   * beta2) g^2, and rate m' / (sqrt(v') + epsilon) with the rate corrected for the first steps.
   */
  record Adaptive(float rate, float beta1, float beta2, float epsilon) implements UpdateRule {

    static Adaptive of(float rate, float beta1, float beta2, float epsilon, int iteration) {
      float first = (float) Math.pow(beta1, iteration + 1f);
      float second = (float) Math.pow(beta2, iteration + 1f);
      float corrected = (float) (rate * (float) Math.sqrt((float) (1.0 - second)) / (1.0 - first));
      boolean usable = Float.isFinite(corrected) && corrected != 0;
      return new Adaptive(usable ? corrected : epsilon, beta1, beta2, epsilon);
    }

    @Override
    public int moments() {
      return 2;
    }

    @Override
    public void apply(float[] gradients, float[][] moments, int count) {
      float[] mean = moments[0];
      float[] square = moments[1];
      for (int i = 0; i < count; i++) {
        float gradient = gradients[i];
        mean[i] = beta1 * mean[i] + gradient * (1 - beta1);
        square[i] = beta2 * square[i] + gradient * gradient * (1 - beta2);
        gradients[i] = mean[i] * rate / ((float) Math.sqrt(square[i]) + epsilon);
      }
    }
  }
}
