package org.codesign.graph;

/** p_i = exp(z_i) / sum exp(z), with sums in doubles. */
public final class Softmax {

  private Softmax() {}

  /** The probabilities of the classes whose logits begin at the offset. */
  public static double[] of(float[] logits, int offset, int classes) {
    double rest = logSum(logits, offset, classes);
    double[] p = new double[classes];
    for (int i = 0; i < classes; i++) {
      p[i] = StrictMath.exp(logits[offset + i] - rest);
    }
    return p;
  }

  /** log sum exp(z). */
  static double logSum(float[] logits, int offset, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < classes; i++) {
      largest = Math.max(largest, logits[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += StrictMath.exp(logits[offset + i] - largest);
    }
    return largest + StrictMath.log(sum);
  }

  /** The Hessian of -log p_j is diag(p) - p p' for any j. */
  static void product(float[] logits, int offset, int classes, float[] direction, float[] product) {
    double[] p = of(logits, offset, classes);
    double mean = 0;
    for (int i = 0; i < classes; i++) {
      mean += p[i] * direction[offset + i];
    }
    for (int i = 0; i < classes; i++) {
      product[offset + i] = (float) (p[i] * (direction[offset + i] - mean));
    }
  }

  /** diag(p) - p p' is S S' with S = diag(r) - p r', where r is the root of p. */
  static void root(float[] logits, int offset, int classes, float[] direction, float[] product) {
    double[] p = of(logits, offset, classes);
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += Math.sqrt(p[i]) * direction[offset + i];
    }
    for (int i = 0; i < classes; i++) {
      product[offset + i] = (float) (Math.sqrt(p[i]) * direction[offset + i] - p[i] * sum);
    }
  }
}
