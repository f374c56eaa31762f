package org.codesign.distillation;

/** Evenly spaced samples of large arrays. */
public final class Sampling {

  private Sampling() {}

  /** Evenly spaced values, fewer than twice the given number. */
  public static float[] every(float[] values, int count) {
    int step = Math.max(1, values.length / count);
    float[] chosen = new float[values.length / step];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = values[i * step];
    }
    return chosen;
  }
}
