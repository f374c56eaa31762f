package org.codesign.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsignedQuantizerTest {

  /** Half of them zero, the rest with a long tail, as after ReLU. */
  private static float[] activations(int count, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double uniform = random.nextDouble();
      values[i] = random.nextBoolean() ? 0 : (float) (5 * uniform * uniform * uniform);
    }
    return values;
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6, 8})
  void findsTheNearestCode(int bits) {
    SplittableRandom random = new SplittableRandom(bits);
    int limit = UnsignedQuantizer.largestCode(bits);
    for (float value : activations(500, random)) {
      float range = (float) (0.5 + 4 * random.nextDouble());
      float step = UnsignedQuantizer.scale(range, bits);
      double expected = SlowQuantizer.nearest(value, step, 0, limit);
      double found = UnsignedQuantizer.quantize(value, step, bits);
      assertThat(Math.abs(found - value)).isCloseTo(Math.abs(expected - value), within(3e-6));
      if (value <= range) {
        assertThat(Math.abs(found - value)).isLessThanOrEqualTo(0.5001 * step);
      }
    }
  }

  @Test
  void tiesRoundUpAndValuesOutsideTheRangeAreClamped() {
    assertThat(UnsignedQuantizer.quantize(0.5f, 1, 4)).isEqualTo(1);
    assertThat(UnsignedQuantizer.quantize(2.5f, 1, 4)).isEqualTo(3);
    assertThat(UnsignedQuantizer.quantize(99, 1, 4)).isEqualTo(15);
    assertThat(UnsignedQuantizer.quantize(-3, 1, 4)).isZero();
    assertThat(UnsignedQuantizer.largestCode(8)).isEqualTo(255);
  }

  @Test
  void zerosStayZeros() {
    float[] values = new float[5];
    assertThat(UnsignedQuantizer.range(values, 4)).isZero();
    assertThat(UnsignedQuantizer.scale(0, 4)).isEqualTo(1);
    assertThat(UnsignedQuantizer.squaredError(values, 0, 4)).isZero();
    assertThat(UnsignedQuantizer.range(new float[] {-1, -2}, 4)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6, 8})
  void theRangeIsTheBestOfTheSixteenthsOfTheMaximum(int bits) {
    SplittableRandom random = new SplittableRandom(20 + bits);
    int limit = UnsignedQuantizer.largestCode(bits);
    for (int i = 0; i < 20; i++) {
      float[] values = activations(100, random);
      float range = UnsignedQuantizer.range(values, bits);
      double least = Double.POSITIVE_INFINITY;
      for (int sixteenths = 1; sixteenths <= 16; sixteenths++) {
        float step = largest(values) * sixteenths / 16 / limit;
        least = Math.min(least, SlowQuantizer.squaredError(values, step, 0, limit));
      }
      double found = UnsignedQuantizer.squaredError(values, range, bits);
      assertThat(found).isCloseTo(least, within(1e-5 * (1 + least)));
      double full = UnsignedQuantizer.squaredError(values, largest(values), bits);
      assertThat(found).isLessThanOrEqualTo(full);
    }
  }

  @Test
  void theBoundFallsWithTheBits() {
    float[] values = activations(200, new SplittableRandom(9));
    double previousBound = Double.POSITIVE_INFINITY;
    for (int bits = 2; bits <= 8; bits++) {
      float step = UnsignedQuantizer.scale(largest(values), bits);
      double bound = values.length * 0.25 * step * step;
      assertThat(UnsignedQuantizer.squaredError(values, largest(values), bits))
          .isLessThanOrEqualTo(bound * 1.00001);
      assertThat(bound).isLessThan(previousBound);
      previousBound = bound;
    }
  }
}
