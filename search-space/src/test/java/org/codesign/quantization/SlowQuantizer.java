package org.codesign.quantization;

/** The slow obvious twin of both quantizers: tries every code. */
final class SlowQuantizer {

  private SlowQuantizer() {}

  /** The multiple of the step, from lowest * step to highest * step, nearest to the value. */
  static double nearest(double value, double step, int lowest, int highest) {
    double best = lowest * step;
    for (int code = lowest; code <= highest; code++) {
      if (Math.abs(code * step - value) <= Math.abs(best - value)) {
        best = code * step;
      }
    }
    return best;
  }

  static double squaredError(float[] values, double step, int lowest, int highest) {
    double sum = 0;
    for (float value : values) {
      double error = nearest(value, step, lowest, highest) - value;
      sum += error * error;
    }
    return sum;
  }
}
