package org.codesign.distillation;

import java.util.Arrays;

/** Evenly spaced values of arrays that come a batch at a time. */
final class Sample {

  private float[] values = new float[0];

  /** Adds evenly spaced values of a batch, fewer than twice the given number. */
  void add(float[] batch, int count) {
    float[] chosen = Sampling.every(batch, count);
    int size = values.length;
    values = Arrays.copyOf(values, size + chosen.length);
    System.arraycopy(chosen, 0, values, size, chosen.length);
  }

  float[] values() {
    return values;
  }
}
