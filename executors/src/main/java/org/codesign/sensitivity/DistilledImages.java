package org.codesign.sensitivity;

import java.util.SplittableRandom;
import org.codesign.data.TaskSeed;

/**
 * Images made from a network alone, so that the inputs of its batch normalisations have the means
 * and deviations that these remember of the training data: Adam on the pixels of a batch (Cai et
 * al., "ZeroQ", CVPR 2020, section 3.1; Kingma and Ba, "Adam", ICLR 2015). The rate falls by ten
 * where the loss has not fallen for {@value #PATIENCE} steps.
 */
public final class DistilledImages {

  private static final String STAGE = "sensitivity-distilled";
  private static final int PATIENCE = 100;
  private static final double RATE_DECAY = 0.1;
  private static final double LOWEST_RATE = 1e-4;
  private static final double FIRST_MOMENT = 0.9;
  private static final double SECOND_MOMENT = 0.999;
  private static final double EPSILON = 1e-8;

  /**
   * How they are made.
   *
   * @param steps of Adam
   * @param learningRate at the start, in units of the normalised pixels
   */
  public record Settings(int steps, double learningRate) {

    /** ZeroQ's steps and a fifth of its rate, which oscillates less. */
    public static final Settings STANDARD = new Settings(500, 0.1);

    public Settings {
      if (steps < 1 || !(learningRate > 0)) {
        throw new IllegalArgumentException(
            "The steps (%d) and the learning rate (%s) must be positive."
                .formatted(steps, learningRate));
      }
    }
  }

  /**
   * Images and how well they match. Holds a large array, which is not copied.
   *
   * @param initialLoss of the random images
   * @param loss of these
   */
  public record Batch(Pixels pixels, double initialLoss, double loss) {}

  /** The values [N, C, H, W], normalised; not copied. */
  public static final class Pixels {

    private final float[] values;

    Pixels(float[] values) {
      this.values = values;
    }

    /** The values themselves. */
    public float[] values() {
      return values;
    }
  }

  private final BatchNormMatching matching;
  private final Settings settings;

  public DistilledImages(BatchNormMatching matching, Settings settings) {
    this.matching = matching;
    this.settings = settings;
  }

  /**
   * Makes a batch of images; that with the least loss on the way is kept.
   *
   * @param batch which one, of a seed
   * @param count of images
   * @param elements values of an image
   */
  public Batch make(long seed, int batch, int count, int elements) {
    float[] pixels = noise(seed, batch, count * elements);
    float[] gradient = new float[pixels.length];
    double[] first = new double[pixels.length];
    double[] second = new double[pixels.length];
    double rate = settings.learningRate();
    double initialLoss = matching.lossAndGradient(pixels, count, gradient);
    double best = initialLoss;
    float[] bestPixels = pixels.clone();
    int sinceBest = 0;
    for (int step = 1; step <= settings.steps(); step++) {
      adam(pixels, gradient, first, second, step, rate);
      double loss = matching.lossAndGradient(pixels, count, gradient);
      if (loss < best) {
        best = loss;
        bestPixels = pixels.clone();
        sinceBest = 0;
      } else if (++sinceBest > PATIENCE) {
        rate = Math.max(LOWEST_RATE, rate * RATE_DECAY);
        sinceBest = 0;
      }
    }
    return new Batch(new Pixels(bestPixels), initialLoss, best);
  }

  /** Standard normal values, which is what normalised pixels are on average. */
  private static float[] noise(long seed, int batch, int length) {
    SplittableRandom random =
        new SplittableRandom(TaskSeed.of(seed, STAGE, Integer.toString(batch)));
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      // Box and Muller's transform, with StrictMath so that every platform gives the same bits.
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      values[i] = (float) (radius * StrictMath.cos(2 * Math.PI * random.nextDouble()));
    }
    return values;
  }

  private static void adam(
      float[] x, float[] gradient, double[] first, double[] second, int step, double rate) {
    double firstCorrection = 1 - StrictMath.pow(FIRST_MOMENT, step);
    double secondCorrection = 1 - StrictMath.pow(SECOND_MOMENT, step);
    for (int i = 0; i < x.length; i++) {
      double g = gradient[i];
      first[i] = FIRST_MOMENT * first[i] + (1 - FIRST_MOMENT) * g;
      second[i] = SECOND_MOMENT * second[i] + (1 - SECOND_MOMENT) * g * g;
      double change = first[i] / firstCorrection;
      x[i] -= (float) (rate * change / (Math.sqrt(second[i] / secondCorrection) + EPSILON));
    }
  }
}
