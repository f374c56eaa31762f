package org.codesign.graph;

/** Logits of a teacher, a row for each image. The array is not copied. */
public final class StoredLogits {

  private float[] values;
  private final int classes;

  /**
   * @param values [images, classes]
   */
  public StoredLogits(float[] values, int classes) {
    if (classes < 1 || values.length % classes != 0) {
      throw new IllegalArgumentException(
          "The logits (%d) must be rows of the classes (%d).".formatted(values.length, classes));
    }
    this.values = values;
    this.classes = classes;
  }

  /** Logits of a batch that are replaced with each one. */
  static StoredLogits ofBatches(int classes) {
    return new StoredLogits(new float[0], classes);
  }

  void replace(float[] others) {
    values = others;
  }

  float[] values() {
    return values;
  }

  int classes() {
    return classes;
  }

  int offset(int row) {
    if (row < 0 || row >= values.length / classes) {
      throw new IllegalArgumentException(
          "The row (%d) must be in [0, %d).".formatted(row, values.length / classes));
    }
    return row * classes;
  }
}
