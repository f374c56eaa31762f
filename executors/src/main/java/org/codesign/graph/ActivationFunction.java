package org.codesign.graph;

/**
 * A function of one value with its first and second derivative; where it has a kink, the derivative
 * is that from below and the second one 0.
 *
 * @param kind its form
 * @param low for CLIP the lowest value, for LEAKY the slope below 0, for HARD_SIGMOID the slope
 * @param high for CLIP the highest value, for HARD_SIGMOID the offset
 */
public record ActivationFunction(Kind kind, float low, float high) {

  /** The forms. */
  public enum Kind {
    /** max(x, low * x). */
    LEAKY,
    /** min(max(x, low), high). */
    CLIP,
    /** x * clip(x / 6 + 1 / 2, 0, 1). */
    HARD_SWISH,
    /** clip(low * x + high, 0, 1). */
    HARD_SIGMOID,
    /** 1 / (1 + exp(-x)). */
    SIGMOID
  }

  /** max(x, 0). */
  public static final ActivationFunction RELU = new ActivationFunction(Kind.LEAKY, 0, 0);

  /** min(max(x, 0), 6). */
  public static final ActivationFunction RELU6 = new ActivationFunction(Kind.CLIP, 0, 6);

  /** x * relu6(x + 3) / 6. */
  public static final ActivationFunction HARD_SWISH = new ActivationFunction(Kind.HARD_SWISH, 0, 0);

  /** The logistic function. */
  public static final ActivationFunction SIGMOID = new ActivationFunction(Kind.SIGMOID, 0, 0);

  /** Whether its second derivative is 0 wherever it exists. */
  public boolean isPiecewiseLinear() {
    return kind != Kind.HARD_SWISH && kind != Kind.SIGMOID;
  }

  /** The value. */
  public float value(float x) {
    return switch (kind) {
      case LEAKY -> x > 0 ? x : low * x;
      case CLIP -> Math.min(Math.max(x, low), high);
      case HARD_SWISH -> x * Math.min(Math.max(x / 6 + 0.5f, 0), 1);
      case HARD_SIGMOID -> Math.min(Math.max(low * x + high, 0), 1);
      case SIGMOID -> sigmoid(x);
    };
  }

  /** The first derivative. */
  public float slope(float x) {
    return switch (kind) {
      case LEAKY -> x > 0 ? 1 : low;
      case CLIP -> x > low && x <= high ? 1 : 0;
      case HARD_SWISH -> x <= -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5f;
      case HARD_SIGMOID -> low * x + high > 0 && low * x + high <= 1 ? low : 0;
      case SIGMOID -> sigmoid(x) * (1 - sigmoid(x));
    };
  }

  /** The second derivative. */
  public float curvature(float x) {
    return switch (kind) {
      case LEAKY, CLIP, HARD_SIGMOID -> 0;
      case HARD_SWISH -> x > -3 && x <= 3 ? 1f / 3 : 0;
      case SIGMOID -> {
        float s = sigmoid(x);
        yield s * (1 - s) * (1 - 2 * s);
      }
    };
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + StrictMath.exp(-x)));
  }
}
