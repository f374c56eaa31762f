package org.codesign.distillation;

/** Sums up ||output - target||^2 / ||target||^2 in the order of the images. */
final class NormalisedError {

  private double squaredError;
  private double energy;

  void add(float[] output, float[] target, int length) {
    double error = 0;
    double power = 0;
    for (int i = 0; i < length; i++) {
      double difference = (double) output[i] - target[i];
      error += difference * difference;
      power += (double) target[i] * target[i];
    }
    squaredError += error;
    energy += power;
  }

  /** The normalised error; infinite if the target is all zeros and the output is not. */
  double value() {
    return squaredError == 0 ? 0 : squaredError / energy;
  }
}
