package org.codesign.graph;

/** The loss of an image as a function of its logits z, with p = softmax(z). */
public sealed interface SampleLoss {

  /**
   * The loss of one image.
   *
   * @param logits of all images; those of this one begin at the offset
   * @param label of the image
   * @param gradient takes the derivative with respect to the logits, from the offset on
   */
  double value(float[] logits, int offset, int label, float[] gradient);

  /**
   * The product of the Hessian of one image's loss with a direction.
   *
   * @param direction from the offset on
   * @param product takes it from the offset on
   */
  void product(float[] logits, int offset, float[] direction, float[] product);

  /**
   * The product of S with a direction, where S S' is the Hessian of one image's loss.
   *
   * @param direction from the offset on
   * @param product takes it from the offset on
   */
  void root(float[] logits, int offset, float[] direction, float[] product);

  /** How many logits an image has. */
  int classes();

  /** -log p[label]. */
  record CrossEntropy(int classes) implements SampleLoss {
    @Override
    public double value(float[] logits, int offset, int label, float[] gradient) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "The label (%d) must be in [0, %d).".formatted(label, classes));
      }
      double[] p = Softmax.of(logits, offset, classes);
      for (int i = 0; i < classes; i++) {
        gradient[offset + i] = (float) (p[i] - (i == label ? 1 : 0));
      }
      return Softmax.logSum(logits, offset, classes) - logits[offset + label];
    }

    @Override
    public void product(float[] logits, int offset, float[] direction, float[] product) {
      Softmax.product(logits, offset, classes, direction, product);
    }

    @Override
    public void root(float[] logits, int offset, float[] direction, float[] product) {
      Softmax.root(logits, offset, classes, direction, product);
    }
  }

  /** sum t log(t / p) with t the softmax of stored logits; the labels are their rows. */
  record KullbackLeibler(StoredLogits teacher) implements SampleLoss {
    @Override
    public double value(float[] logits, int offset, int label, float[] gradient) {
      int classes = classes();
      int row = teacher.offset(label);
      double[] p = Softmax.of(logits, offset, classes);
      double[] t = Softmax.of(teacher.values(), row, classes);
      double rest =
          Softmax.logSum(logits, offset, classes) - Softmax.logSum(teacher.values(), row, classes);
      double sum = 0;
      for (int i = 0; i < classes; i++) {
        gradient[offset + i] = (float) (p[i] - t[i]);
        sum += t[i] * ((double) teacher.values()[row + i] - logits[offset + i] + rest);
      }
      return sum;
    }

    @Override
    public void product(float[] logits, int offset, float[] direction, float[] product) {
      Softmax.product(logits, offset, classes(), direction, product);
    }

    @Override
    public void root(float[] logits, int offset, float[] direction, float[] product) {
      Softmax.root(logits, offset, classes(), direction, product);
    }

    @Override
    public int classes() {
      return teacher.classes();
    }
  }

  /** The mean of (z - t)^2 over the classes with t stored logits; the labels are their rows. */
  record SquaredDistance(StoredLogits teacher) implements SampleLoss {
    @Override
    public double value(float[] logits, int offset, int label, float[] gradient) {
      int classes = classes();
      int row = teacher.offset(label);
      double sum = 0;
      for (int i = 0; i < classes; i++) {
        double difference = (double) logits[offset + i] - teacher.values()[row + i];
        gradient[offset + i] = (float) (2 * difference / classes);
        sum += difference * difference;
      }
      return sum / classes;
    }

    @Override
    public void product(float[] logits, int offset, float[] direction, float[] product) {
      for (int i = 0; i < classes(); i++) {
        product[offset + i] = 2 * direction[offset + i] / classes();
      }
    }

    @Override
    public void root(float[] logits, int offset, float[] direction, float[] product) {
      float factor = (float) Math.sqrt(2.0 / classes());
      for (int i = 0; i < classes(); i++) {
        product[offset + i] = factor * direction[offset + i];
      }
    }

    @Override
    public int classes() {
      return teacher.classes();
    }
  }
}
