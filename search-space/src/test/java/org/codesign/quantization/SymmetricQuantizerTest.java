package org.codesign.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricQuantizerTest {

  /** Sums of uniform numbers: a bell, as weights have, with a few far from the rest. */
  private static float[] weights(int count, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double sum = -3;
      for (int j = 0; j < 6; j++) {
        sum += random.nextDouble();
      }
      values[i] = (float) (i % 17 == 0 ? 2 * sum : sum);
    }
    return values;
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double squaredError(float[] values, float step, int bits) {
    int limit = SymmetricQuantizer.largestCode(bits);
    return SlowQuantizer.squaredError(values, step, -limit, limit);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6, 8})
  void findsTheNearestCode(int bits) {
    SplittableRandom random = new SplittableRandom(bits);
    int limit = SymmetricQuantizer.largestCode(bits);
    for (float value : weights(500, random)) {
      float step = (float) (0.01 + random.nextDouble());
      double expected = SlowQuantizer.nearest(value, step, -limit, limit);
      double found = SymmetricQuantizer.quantize(value, step, bits);
      assertThat(Math.abs(found - value))
          .isCloseTo(Math.abs(expected - value), within(1e-6 * Math.max(1, Math.abs(value))));
      if (Math.abs(value) <= limit * step) {
        assertThat(Math.abs(found - value)).isLessThanOrEqualTo(0.500001 * step);
      }
    }
  }

  @Test
  void tiesRoundUp() {
    assertThat(SymmetricQuantizer.quantize(0.5f, 1, 4)).isEqualTo(1);
    assertThat(SymmetricQuantizer.quantize(-0.5f, 1, 4)).isZero();
    assertThat(SymmetricQuantizer.quantize(2.5f, 1, 4)).isEqualTo(3);
    assertThat(SymmetricQuantizer.quantize(-2.5f, 1, 4)).isEqualTo(-2);
  }

  @Test
  void theRangeIsNarrowAndSymmetric() {
    assertThat(SymmetricQuantizer.largestCode(8)).isEqualTo(127);
    assertThat(SymmetricQuantizer.quantize(500, 1, 8)).isEqualTo(127);
    assertThat(SymmetricQuantizer.quantize(-500, 1, 8)).isEqualTo(-127);
  }

  @Test
  void twoBitsAreTernary() {
    float[] values = weights(300, new SplittableRandom(1));
    SymmetricQuantizer.quantizePerChannel(values, 1, 2);
    float step = largest(values);
    for (float value : values) {
      assertThat(value == 0 || value == step || value == -step).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6, 8})
  void theStepIsTheBestOfTheEighthsOfTheLargestMagnitude(int bits) {
    SplittableRandom random = new SplittableRandom(10 + bits);
    int limit = SymmetricQuantizer.largestCode(bits);
    for (int i = 0; i < 20; i++) {
      float[] values = weights(1 + random.nextInt(90), random);
      float found = SymmetricQuantizer.scale(values, 0, values.length, bits);
      double least = Double.POSITIVE_INFINITY;
      for (int eighths = 3; eighths <= 8; eighths++) {
        float step = largest(values) * eighths / 8 / limit;
        least = Math.min(least, squaredError(values, step, bits));
      }
      assertThat(squaredError(values, found, bits)).isCloseTo(least, within(1e-5 * (1 + least)));
      double eighths = 8.0 * found * limit / largest(values);
      assertThat(eighths).isCloseTo(Math.rint(eighths), within(1e-5)).isBetween(2.9, 8.1);
    }
  }

  @Test
  void theSearchIsNeverWorseThanTheFullRangeWhoseBoundFallsWithTheBits() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 20; i++) {
      float[] values = weights(64, random);
      double previousBound = Double.POSITIVE_INFINITY;
      for (int bits = 2; bits <= 8; bits++) {
        float step = largest(values) / SymmetricQuantizer.largestCode(bits);
        double bound = values.length * 0.25 * step * step;
        double error = SymmetricQuantizer.quantizePerChannel(values.clone(), 1, bits);
        assertThat(error).isLessThanOrEqualTo(squaredError(values, step, bits) * 1.00001);
        assertThat(error).isLessThanOrEqualTo(bound * 1.00001);
        assertThat(bound).isLessThan(previousBound);
        previousBound = bound;
      }
    }
  }

  @Test
  void aKnownChannel() {
    // Three bits: codes -3 to 3. The full range has step 1 and hits every value.
    float[] values = {3, -2, 1, 0};
    assertThat(SymmetricQuantizer.scale(values, 0, 4, 3)).isEqualTo(1);
    assertThat(SymmetricQuantizer.quantizePerChannel(values, 1, 3)).isZero();
    // Two bits: step 8/8 of 8 costs 4 x 1, step 3/8 of 8 costs 25 + 4 x 4.
    float[] outlier = {8, 1, -1, 1, -1};
    assertThat(SymmetricQuantizer.scale(outlier, 0, 5, 2)).isEqualTo(8);
    assertThat(SymmetricQuantizer.quantizePerChannel(outlier, 1, 2)).isEqualTo(4);
  }

  @Test
  void everyChannelHasItsOwnStep() {
    float[] values = {3, -2, 1, 30, -20, 10};
    assertThat(SymmetricQuantizer.quantizePerChannel(values, 2, 3)).isZero();
    assertThat(values).containsExactly(3, -2, 1, 30, -20, 10);
    float[] both = weights(120, new SplittableRandom(2));
    float[] second = java.util.Arrays.copyOfRange(both, 60, 120);
    SymmetricQuantizer.quantizePerChannel(both, 2, 4);
    SymmetricQuantizer.quantizePerChannel(second, 1, 4);
    assertThat(java.util.Arrays.copyOfRange(both, 60, 120)).containsExactly(second);
  }

  @Test
  void zerosStayZeros() {
    float[] values = new float[6];
    assertThat(SymmetricQuantizer.scale(values, 0, 6, 4)).isEqualTo(1);
    assertThat(SymmetricQuantizer.quantizePerChannel(values, 2, 4)).isZero();
    assertThat(values).containsOnly(0);
  }

  @Test
  void rejectsChannelsThatDoNotDivideTheWeights() {
    assertThatThrownBy(() -> SymmetricQuantizer.quantizePerChannel(new float[7], 2, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The channels (2) must divide the number of weights (7).");
    assertThatThrownBy(() -> SymmetricQuantizer.quantizePerChannel(new float[7], 0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The channels (0) must divide the number of weights (7).");
  }
}
