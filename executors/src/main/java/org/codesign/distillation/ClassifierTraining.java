package org.codesign.distillation;

import org.codesign.data.Augmentation;
import org.codesign.engine.NativeArrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The loop that trains a whole classifier, teacher or student, and the measure of what it learned.
 */
public final class ClassifierTraining {

  private static final int EVALUATION_BATCH = 100;

  /** What a batch should be classified as. */
  public interface Targets {
    /**
     * The target distribution of each image, [N, classes].
     *
     * @param images the images as the classifier sees them, [N, C, H, W]
     * @param labels their labels as rows of zeros and a one, [N, classes]
     */
    INDArray of(INDArray images, INDArray labels);

    /** The labels themselves. */
    static Targets labels() {
      return (images, labels) -> labels;
    }

    /**
     * What a teacher answers (Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural
     * Network", arXiv 1503.02531, 2015, at temperature 1).
     */
    static Targets teacher(Classifier teacher) {
      return (images, labels) -> {
        NativeArrays.free(labels);
        return teacher.probabilities(images);
      };
    }

    /**
     * Means of labels and a teacher's answers.
     *
     * @param labelShare the weight of the labels, in [0, 1]; at 1 the teacher is not asked
     */
    static Targets blended(Classifier teacher, double labelShare) {
      if (labelShare == 0 || labelShare == 1) {
        return labelShare == 0 ? teacher(teacher) : labels();
      }
      Targets answers = teacher(teacher);
      return (images, labels) -> {
        INDArray share = labels.mul(labelShare);
        INDArray blend = answers.of(images, labels).muli(1 - labelShare).addi(share);
        NativeArrays.free(share);
        return blend;
      };
    }
  }

  /** Told after every epoch. */
  public interface EpochListener {
    /**
     * Takes notice of a finished epoch.
     *
     * @param epoch the number of finished epochs
     * @param loss the mean training loss of the last one
     */
    void epochDone(int epoch, double loss);
  }

  private ClassifierTraining() {}

  /**
   * The number of steps in the given epochs; images beyond the last whole batch wait their turn.
   */
  public static int steps(int images, int epochs, int batch) {
    return epochs * (images / batch);
  }

  /**
   * Trains the graph; the order of the images and their augmentation depend on the seed alone.
   *
   * @return the mean loss of the last epoch, which is not finite if training diverged
   */
  public static double fit(
      ComputationGraph graph,
      ImageBatches images,
      Targets targets,
      Augmentation augmentation,
      Schedule schedule,
      EpochListener listener) {
    int batches = images.count() / schedule.batch();
    double loss = 0;
    try (AugmentedBatches ahead = new AugmentedBatches(images, augmentation, schedule)) {
      for (int epoch = 0; epoch < schedule.epochs(); epoch++) {
        loss = 0;
        for (int batch = 0; batch < batches; batch++) {
          Interruption.check();
          AugmentedBatches.Batch next = ahead.next();
          INDArray y = targets.of(next.images(), next.labels());
          graph.fit(new INDArray[] {next.images()}, new INDArray[] {y});
          loss += graph.score();
          NativeArrays.free(y);
        }
        loss /= batches;
        listener.epochDone(epoch + 1, loss);
        if (!Double.isFinite(loss)) {
          return loss;
        }
      }
    }
    return loss;
  }

  /** How long to train, and the seed of everything random in it. */
  public record Schedule(int epochs, int batch, long seed) {}

  /**
   * The share of images whose most probable class is their label, in [0, 1].
   *
   * @throws ArithmeticException if a probability is not finite: training diverged
   */
  public static double accuracy(Classifier classifier, ImageBatches images) {
    int correct = 0;
    for (int first = 0; first < images.count(); first += EVALUATION_BATCH) {
      int count = Math.min(EVALUATION_BATCH, images.count() - first);
      INDArray batch = images.load(first, count);
      INDArray output = classifier.probabilities(batch);
      requireFinite(output);
      INDArray predicted = output.argMax(1);
      for (int i = 0; i < count; i++) {
        correct += predicted.getInt(i) == images.label(first + i) ? 1 : 0;
      }
      NativeArrays.free(batch, output, predicted);
    }
    return (double) correct / images.count();
  }

  private static void requireFinite(INDArray probabilities) {
    double sum = probabilities.sumNumber().doubleValue();
    if (!Double.isFinite(sum)) {
      throw new ArithmeticException("The network's probabilities are not finite.");
    }
  }
}
