package org.codesign.quantization;

import java.util.Arrays;
import java.util.Optional;

/**
 * How the range that the codes cover is set: for weights [-r, r] with one scale r / (2^(b-1) - 1)
 * ({@link SymmetricQuantizer}), for activations [0, r] with the scale r / (2^b - 1) ({@link
 * UnsignedQuantizer}). What lies outside is clipped.
 */
public sealed interface RangeRule {

  /**
   * The step of the weights in [offset, offset + length); 1 if all are zero.
   *
   * @param bits of the codes, in [2, 8]
   */
  float weightScale(float[] values, int offset, int length, int bits);

  /** The range of activations; 0 if none is positive. */
  float activationRange(float[] values, int bits);

  /** The name in configurations; {@link #parse} reads it. */
  String label();

  /** The least squared error: the rules of {@link SymmetricQuantizer} and UnsignedQuantizer. */
  record LeastSquares() implements RangeRule {
    @Override
    public float weightScale(float[] values, int offset, int length, int bits) {
      return SymmetricQuantizer.scale(values, offset, length, bits);
    }

    @Override
    public float activationRange(float[] values, int bits) {
      return UnsignedQuantizer.range(values, bits);
    }

    @Override
    public String label() {
      return "least-squares";
    }
  }

  /** The largest magnitude, nothing is clipped: Yao et al., "HAWQ-V3", ICML 2021, section 3.1. */
  record MinMax() implements RangeRule {
    @Override
    public float weightScale(float[] values, int offset, int length, int bits) {
      return scaleOf(new Percentile(100).magnitude(values, offset, length), bits);
    }

    @Override
    public float activationRange(float[] values, int bits) {
      return Math.max(0f, new Percentile(100).value(values));
    }

    @Override
    public String label() {
      return "min-max";
    }
  }

  /**
   * The nearest-rank percentile of the magnitudes: the ceil(p / 100 * n)-th smallest of n. Wu et
   * al., "Integer Quantization for Deep Learning Inference", arXiv 2004.09602, 2020.
   *
   * @param percent p, in (0, 100]
   */
  record Percentile(double percent) implements RangeRule {

    /** Used where no percentage is given. */
    public static final double USUAL_PERCENT = 99.9;

    public Percentile {
      if (!(percent > 0 && percent <= 100)) {
        throw new IllegalArgumentException(
            "The percentile (%s) must be in (0, 100].".formatted(Double.toString(percent)));
      }
    }

    @Override
    public float weightScale(float[] values, int offset, int length, int bits) {
      return scaleOf(magnitude(values, offset, length), bits);
    }

    @Override
    public float activationRange(float[] values, int bits) {
      return Math.max(0f, value(values));
    }

    @Override
    public String label() {
      return "percentile:" + percent;
    }

    private float magnitude(float[] values, int offset, int length) {
      float[] magnitudes = new float[length];
      for (int i = 0; i < length; i++) {
        magnitudes[i] = Math.abs(values[offset + i]);
      }
      return value(magnitudes);
    }

    private float value(float[] values) {
      float[] sorted = values.clone();
      Arrays.sort(sorted);
      int rank = (int) Math.ceil(percent / 100 * sorted.length);
      return sorted.length == 0 ? 0f : sorted[Math.max(1, rank) - 1];
    }
  }

  /** The rule of a label, empty if there is none: "percentile" may stand without a percentage. */
  static Optional<RangeRule> parse(String label) {
    String percentile = "percentile";
    if (label.equals("least-squares")) {
      return Optional.of(new LeastSquares());
    }
    if (label.equals("min-max")) {
      return Optional.of(new MinMax());
    }
    if (label.equals(percentile)) {
      return Optional.of(new Percentile(Percentile.USUAL_PERCENT));
    }
    if (!label.startsWith(percentile + ":")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Percentile(Double.parseDouble(label.substring(11))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static float scaleOf(float range, int bits) {
    return range > 0 ? range / SymmetricQuantizer.largestCode(bits) : 1f;
  }
}
