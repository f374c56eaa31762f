package org.codesign.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightQuantizerTest {

  private static final List<String> RULES =
      List.of("least-squares", "min-max", "percentile:80.0", "percentile:99.9");

  @Test
  void quantizesEachGroupAsASlowTwinDoes() {
    Random random = new Random(5);
    for (String rule : RULES) {
      for (int group : new int[] {1, 7, 9, 12, 27, WeightQuantizer.CHANNEL}) {
        for (int bits = 2; bits <= 8; bits++) {
          float[] weights = values(random, 4 * 27);
          float[] expected = slow(weights, 27, rule, group, bits);
          new WeightQuantizer(RangeRule.parse(rule).orElseThrow(), group)
              .quantize(weights, 4, bits);
          assertThat(weights).as("%s/%d at %d bits", rule, group, bits).containsExactly(expected);
        }
      }
    }
  }

  @Test
  void oneScaleAChannelIsThatOfTheSymmetricQuantizer() {
    float[] weights = values(new Random(6), 8 * 36);
    float[] other = weights.clone();
    WeightQuantizer.PER_CHANNEL.quantize(weights, 8, 3);
    SymmetricQuantizer.quantizePerChannel(other, 8, 3);
    assertThat(weights).containsExactly(other);
  }

  @Test
  void quantizedWeightsStayWhatTheyAre() {
    Random random = new Random(7);
    for (String rule : RULES) {
      for (int bits = 2; bits <= 8; bits++) {
        float[] weights = values(random, 6 * 40);
        new WeightQuantizer(RangeRule.parse(rule).orElseThrow(), WeightQuantizer.CHANNEL)
            .quantize(weights, 6, bits);
        float[] again = weights.clone();
        WeightQuantizer.PER_CHANNEL.quantize(again, 6, bits);
        for (int i = 0; i < weights.length; i++) {
          assertThat(again[i]).isCloseTo(weights[i], within(weights[i]));
        }
      }
    }
  }

  @Test
  void aFactorOfAChannelChangesTheScaleAlone() {
    float[] weights = values(new Random(8), 48);
    float[] scaled = weights.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= 0.25f;
    }
    WeightQuantizer quantizer = new WeightQuantizer(new RangeRule.LeastSquares(), 16);
    quantizer.quantize(weights, 1, 2);
    quantizer.quantize(scaled, 1, 2);
    for (int i = 0; i < scaled.length; i++) {
      assertThat(scaled[i]).isEqualTo(weights[i] * 0.25f);
    }
  }

  @Test
  void moreScalesNeverHaveALargerErrorByMuch() {
    float[] weights = values(new Random(9), 16 * 144);
    double error = Double.POSITIVE_INFINITY;
    for (int group : new int[] {WeightQuantizer.CHANNEL, 48, 12, 3, 1}) {
      float[] quantized = weights.clone();
      new WeightQuantizer(new RangeRule.LeastSquares(), group).quantize(quantized, 16, 2);
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        sum += Math.pow(quantized[i] - weights[i], 2);
      }
      assertThat(sum).isLessThan(error);
      error = sum;
    }
    assertThat(error).isZero();
  }

  @Test
  void percentilesAreNearestRanks() {
    float[] values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertThat(new RangeRule.Percentile(90).activationRange(values, 4)).isEqualTo(8f);
    assertThat(new RangeRule.Percentile(91).activationRange(values, 4)).isEqualTo(9f);
    assertThat(new RangeRule.Percentile(5).activationRange(values, 4)).isEqualTo(0f);
    assertThat(new RangeRule.MinMax().activationRange(values, 4)).isEqualTo(9f);
    assertThat(new RangeRule.MinMax().activationRange(new float[] {-2, -1}, 4)).isZero();
    float[] weights = {-9, 1, -2, 3, 0};
    assertThat(new RangeRule.Percentile(80).weightScale(weights, 0, 5, 3)).isEqualTo(1f);
    assertThat(new RangeRule.MinMax().weightScale(weights, 0, 5, 3)).isEqualTo(3f);
    assertThat(new RangeRule.MinMax().weightScale(new float[3], 0, 3, 3)).isEqualTo(1f);
  }

  @Test
  void countsScales() {
    assertThat(WeightQuantizer.PER_CHANNEL.scales(144, 16)).isEqualTo(16);
    assertThat(new WeightQuantizer(new RangeRule.MinMax(), 4).scales(144, 16)).isEqualTo(48);
    assertThat(new WeightQuantizer(new RangeRule.MinMax(), 9).scales(144, 16)).isEqualTo(16);
    assertThat(new WeightQuantizer(new RangeRule.MinMax(), 10).scales(144, 16)).isEqualTo(16);
  }

  @Test
  void readsItsShortForm() {
    for (String label : List.of("least-squares", "min-max/48", "percentile:99.5/7")) {
      assertThat(WeightQuantizer.parse(label).map(WeightQuantizer::label)).contains(label);
    }
    assertThat(RangeRule.parse("percentile")).contains(new RangeRule.Percentile(99.9));
    for (String wrong : List.of("", "mse", "percentile:0", "percentile:x", "min-max/0", "/3")) {
      assertThat(WeightQuantizer.parse(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void rejectsWhatIsOutOfRange() {
    assertThatThrownBy(() -> new WeightQuantizer(new RangeRule.MinMax(), 0))
        .hasMessage("The weights of a group (0) must be at least 1.");
    assertThatThrownBy(() -> new RangeRule.Percentile(100.5))
        .hasMessage("The percentile (100.5) must be in (0, 100].");
    assertThatThrownBy(() -> WeightQuantizer.PER_CHANNEL.quantize(new float[7], 2, 4))
        .hasMessage("The channels (2) must divide the number of weights (7).");
  }

  private static org.assertj.core.data.Offset<Float> within(float value) {
    return org.assertj.core.data.Offset.offset(Math.abs(value) * 1e-6f);
  }

  private static float[] values(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Group by group with a range from a sorted copy, or from the eighth of least squared error. */
  private static float[] slow(float[] weights, int length, String rule, int group, int bits) {
    float[] result = new float[weights.length];
    int limit = (1 << (bits - 1)) - 1;
    for (int channel = 0; channel * length < weights.length; channel++) {
      for (int first = 0; first < length; first += Math.min(group, length)) {
        int from = channel * length + first;
        int to = channel * length + Math.min(length, first + Math.min(group, length));
        float[] part = Arrays.copyOfRange(weights, from, to);
        float scale = scale(part, rule, limit);
        for (int i = from; i < to; i++) {
          double code = Math.floor(weights[i] / scale + 0.5);
          result[i] = (float) Math.max(-limit, Math.min(limit, code)) * scale;
        }
      }
    }
    return result;
  }

  private static float scale(float[] part, String rule, int limit) {
    float[] magnitudes = part.clone();
    for (int i = 0; i < part.length; i++) {
      magnitudes[i] = Math.abs(part[i]);
    }
    Arrays.sort(magnitudes);
    return switch (rule) {
      case "least-squares" -> leastSquares(part, magnitudes[part.length - 1], limit);
      case "min-max" -> magnitudes[part.length - 1] / limit;
      default -> {
        double percent = Double.parseDouble(rule.substring(11));
        int rank = 1;
        while (rank < part.length && rank < percent * part.length / 100) {
          rank++;
        }
        yield magnitudes[rank - 1] / limit;
      }
    };
  }

  private static float leastSquares(float[] part, float largest, int limit) {
    float best = 0;
    double leastError = Double.POSITIVE_INFINITY;
    for (int eighth = 8; eighth >= 3; eighth--) {
      float scale = eighth == 8 ? largest / limit : largest * eighth / 8 / limit;
      double error = SlowQuantizer.squaredError(part, scale, -limit, limit);
      if (error < leastError * (1 - 1e-9)) {
        leastError = error;
        best = scale;
      }
    }
    return best;
  }
}
