package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.codesign.engine.LayerWeights;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.junit.jupiter.api.Test;

class StemRegressionTest {

  private static final TensorShape IMAGE = TensorShape.image(2, 7, 6);
  private static final Layer STEM = Layer.convolution("stem", IMAGE, 3, Window.same(3, 2));
  private static final int IMAGES = 300;

  private final SplittableRandom random = new SplittableRandom(5);
  private final ArrayActivations images =
      new ArrayActivations(IMAGE, random(Math.toIntExact(IMAGES * IMAGE.elements())));
  private final LayerWeights truth = new LayerWeights(STEM, random(54), new float[] {0.2f, 0, -9});

  private float[] random(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** A convolution by loops and a function after it. */
  private ArrayActivations boundary(LayerWeights weights, DoubleUnaryOperator function) {
    TensorShape out = STEM.output();
    float[] image = new float[Math.toIntExact(IMAGE.elements())];
    float[] values = new float[Math.toIntExact(out.withBatch(IMAGES).elements())];
    int at = 0;
    for (int n = 0; n < IMAGES; n++) {
      images.read(n, 1, image);
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < out.height(); y++) {
          for (int x = 0; x < out.width(); x++) {
            values[at++] = (float) function.applyAsDouble(convolve(weights, image, c, y, x));
          }
        }
      }
    }
    return new ArrayActivations(out, values);
  }

  private static double convolve(LayerWeights weights, float[] image, int c, int y, int x) {
    double sum = weights.bias()[c];
    for (int i = 0; i < 2; i++) {
      for (int dy = 0; dy < 3; dy++) {
        for (int dx = 0; dx < 3; dx++) {
          int row = 2 * y + dy - 1;
          int column = 2 * x + dx - 1;
          if (row >= 0 && row < 7 && column >= 0 && column < 6) {
            sum +=
                weights.weights()[((c * 2 + i) * 3 + dy) * 3 + dx]
                    * image[(i * 7 + row) * 6 + column];
          }
        }
      }
    }
    return sum;
  }

  private LayerWeights fit(ArrayActivations boundary) throws IOException {
    return new StemRegression(STEM, images, boundary, IMAGES, 1).fit();
  }

  @Test
  void aConvolutionWithReluIsFoundAgain() throws IOException {
    ArrayActivations boundary = boundary(truth, value -> Math.max(0, value));
    LayerWeights found = fit(boundary);
    for (int i = 0; i < 36; i++) {
      assertThat(found.weights()[i]).isCloseTo(truth.weights()[i], within(1e-4f));
    }
    assertThat(found.bias()[0]).isCloseTo(0.2f, within(1e-4f));
    assertThat(found.bias()[1]).isCloseTo(0, within(1e-4f));
  }

  /** The third channel never answers, so that its weights are free, but for their sign. */
  @Test
  void aSilentChannelStaysSilent() throws IOException {
    ArrayActivations boundary = boundary(truth, value -> Math.max(0, value));
    ArrayActivations again = boundary(fit(boundary), value -> Math.max(0, value));
    float[] values = new float[Math.toIntExact(STEM.output().elements())];
    int plane = values.length / 3;
    for (int n = 0; n < IMAGES; n++) {
      again.read(n, 1, values);
      for (int i = 2 * plane; i < values.length; i++) {
        assertThat(values[i]).isLessThan(1e-4f);
      }
    }
  }

  /** The loss of the class comment over all windows. */
  private double loss(LayerWeights weights, ArrayActivations boundary) {
    float[] wanted = new float[Math.toIntExact(STEM.output().withBatch(IMAGES).elements())];
    float[] answers = new float[wanted.length];
    boundary.read(0, IMAGES, wanted);
    boundary(weights, value -> value).read(0, IMAGES, answers);
    double loss = 0;
    for (int i = 0; i < wanted.length; i++) {
      double miss = wanted[i] > 0 ? answers[i] - wanted[i] : Math.max(0, answers[i]);
      loss += miss * miss;
    }
    return loss;
  }

  /** Windows are drawn with repetition, so that the least loss of all is only nearly reached. */
  @Test
  void noOtherConvolutionIsMuchBetterWhereNoneIsRight() throws IOException {
    ArrayActivations boundary =
        boundary(truth, value -> value * Math.min(1, Math.max(0, value / 6 + 0.5)));
    LayerWeights found = fit(boundary);
    double least = loss(found, boundary);
    SplittableRandom directions = new SplittableRandom(8);
    for (int trial = 0; trial < 50; trial++) {
      float[] weights = found.weights().clone();
      float[] bias = found.bias().clone();
      for (int i = 0; i < weights.length; i++) {
        weights[i] += (float) directions.nextDouble(-0.02, 0.02);
      }
      for (int i = 0; i < bias.length; i++) {
        bias[i] += (float) directions.nextDouble(-0.02, 0.02);
      }
      assertThat(loss(new LayerWeights(STEM, weights, bias), boundary)).isGreaterThan(least);
    }
  }

  @Test
  void theSameSeedGivesTheSameBits() throws IOException {
    ArrayActivations boundary = boundary(truth, value -> Math.max(0, value));
    assertThat(fit(boundary).weights()).containsExactly(fit(boundary).weights());
  }
}
