package org.codesign.predictor;

import java.util.Arrays;

/**
 * A measured network.
 *
 * @param features what is known of it, one number a feature
 * @param accuracy measured, in [0, 1]
 */
// Numbers to be fitted: never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Example(double[] features, double accuracy) {

  public Example {
    features = features.clone();
    if (!Arrays.stream(features).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "The features " + Arrays.toString(features) + " must be finite.");
    }
    if (!(accuracy >= 0 && accuracy <= 1)) {
      throw new IllegalArgumentException("The accuracy (" + accuracy + ") must be in [0, 1].");
    }
  }
}
