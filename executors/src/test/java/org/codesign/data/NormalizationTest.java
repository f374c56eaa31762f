package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

class NormalizationTest {

  private static ImageSet random(long seed, TensorShape shape, int count) {
    byte[] pixels = new byte[(int) shape.elements() * count];
    new SplittableRandom(seed).nextBytes(pixels);
    return new ImageSet(shape, pixels, new int[count], List.of("a"));
  }

  /** Two passes in double arithmetic. */
  private static double[] slowMeanAndDeviation(ImageSet images, int channel) {
    int plane = images.shape().height() * images.shape().width();
    double[] values = new double[images.count() * plane];
    for (int i = 0; i < values.length; i++) {
      values[i] = images.pixel(i / plane, channel * plane + i % plane) / 255.0;
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    return new double[] {mean, Math.sqrt(variance)};
  }

  @Test
  void agreesWithTheTwoPassFormula() {
    for (long seed = 0; seed < 10; seed++) {
      ImageSet images = random(seed, TensorShape.image(3, 5, 4), 7);
      Normalization normalization = Normalization.of(images);
      for (int channel = 0; channel < 3; channel++) {
        double[] expected = slowMeanAndDeviation(images, channel);
        assertThat(normalization.mean(channel)).isCloseTo(expected[0], within(1e-12));
        assertThat(normalization.standardDeviation(channel)).isCloseTo(expected[1], within(1e-12));
      }
    }
  }

  @Test
  void doesNotDependOnTheOrderOfTheImages() {
    ImageSet images = random(3, TensorShape.image(2, 4, 4), 50);
    assertThat(Normalization.of(images.select(Permutation.of(9, 50))))
        .isEqualTo(Normalization.of(images));
  }

  @Test
  void standardizesItsOwnImages() {
    ImageSet images = random(5, TensorShape.image(1, 8, 8), 20);
    float[] values = new float[64 * 20];
    for (int i = 0; i < 20; i++) {
      images.copyNormalised(i, values, 64 * i, Normalization.of(images));
    }
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += value * value;
    }
    assertThat(sum / values.length).isCloseTo(0, within(1e-5));
    assertThat(squares / values.length).isCloseTo(1, within(1e-5));
  }

  @Test
  void givesAConstantChannelTheDeviationOne() {
    ImageSet images =
        new ImageSet(TensorShape.vector(1), new byte[] {51, 51}, new int[2], List.of("a"));
    assertThat(Normalization.of(images)).isEqualTo(new Normalization(List.of(0.2), List.of(1.0)));
  }

  @Test
  void rejectsNumbersThatAreNone() {
    assertThatThrownBy(() -> new Normalization(List.of(1.5), List.of(0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The mean (1.5) must be in [0, 1].");
    assertThatThrownBy(() -> new Normalization(List.of(0.5), List.of(0.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The standard deviation (0.0) must be in (0, 1].");
    assertThatThrownBy(() -> new Normalization(List.of(0.5), List.of(Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Normalization(List.of(0.5), List.of(0.5, 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("(1)", "(2)");
  }
}
