package org.codesign.sensitivity;

import java.util.SplittableRandom;

/** Vectors of independent random signs. */
final class Rademacher {

  private Rademacher() {}

  /** Values of the given magnitude, each with a random sign. */
  static float[] draw(long length, float magnitude, SplittableRandom random) {
    float[] values = new float[Math.toIntExact(length)];
    long bits = 0;
    for (int i = 0; i < values.length; i++) {
      if (i % Long.SIZE == 0) {
        bits = random.nextLong();
      }
      values[i] = (bits & 1) == 0 ? -magnitude : magnitude;
      bits >>>= 1;
    }
    return values;
  }
}
