package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.SplittableRandom;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

class ClassifierRegressionTest {

  private static final TensorShape BOUNDARY = TensorShape.image(4, 2, 3);
  private static final Layer CLASSIFIER = Layer.linear("classifier", 4, 3);
  private static final int IMAGES = 120;

  private final SplittableRandom random = new SplittableRandom(2);
  private final float[] activations = random(IMAGES * 24);
  private final float[] weights = random(12);

  private float[] random(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** Global averages and a linear layer, and a number that all logits of an image share. */
  private ArrayActivations logits() {
    float[] logits = new float[IMAGES * 3];
    for (int n = 0; n < IMAGES; n++) {
      float shared = (float) random.nextDouble(-5, 5);
      for (int k = 0; k < 3; k++) {
        double sum = shared + 0.5 * k;
        for (int i = 0; i < 24; i++) {
          sum += weights[k * 4 + i / 6] * activations[n * 24 + i] / 6;
        }
        logits[n * 3 + k] = (float) sum;
      }
    }
    return new ArrayActivations(TensorShape.vector(3), logits);
  }

  @Test
  void averagesAndALinearLayerAreFoundAgain() throws IOException {
    ClassifierRegression.Fit fit =
        new ClassifierRegression(new ArrayActivations(BOUNDARY, activations), logits())
            .fit(CLASSIFIER, 100);
    assertThat(fit.heldOutError()).isLessThan(1e-10);
    assertThat(fit.agreement()).isEqualTo(1);
    for (int i = 0; i < 4; i++) {
      float mean = (weights[i] + weights[4 + i] + weights[8 + i]) / 3;
      for (int k = 0; k < 3; k++) {
        assertThat(fit.weights().weights()[k * 4 + i])
            .isCloseTo(weights[k * 4 + i] - mean, within(1e-4f));
      }
    }
    assertThat(fit.weights().bias()).containsExactly(new float[] {-0.5f, 0, 0.5f}, within(1e-4f));
  }

  @Test
  void noiseIsNotLearned() throws IOException {
    ArrayActivations noise = new ArrayActivations(TensorShape.vector(3), random(IMAGES * 3));
    ClassifierRegression.Fit fit =
        new ClassifierRegression(new ArrayActivations(BOUNDARY, activations), noise)
            .fit(CLASSIFIER, 8);
    assertThat(fit.heldOutError()).isLessThan(1.5);
  }
}
