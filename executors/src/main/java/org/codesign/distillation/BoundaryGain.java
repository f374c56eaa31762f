package org.codesign.distillation;

import java.io.IOException;
import java.util.SplittableRandom;
import org.codesign.engine.NativeArrays;
import org.codesign.network.TensorShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How much an error at a block boundary matters at the end: the Kullback-Leibler divergence of the
 * teacher's answers, in nats, for each unit of normalised squared error there, measured by adding
 * independent random signs of one magnitude to the teacher's activations. It makes errors of
 * different positions comparable, which their normalised values alone are not.
 */
public final class BoundaryGain {

  /** A normalised error as large as that of a good block. */
  private static final double INJECTED_ERROR = 0.02;

  private static final double SMALLEST_PROBABILITY = 1e-7;

  private BoundaryGain() {}

  /**
   * The gain at a boundary.
   *
   * @param tail the teacher from there on
   * @param boundary the teacher's activations there
   * @param images how many of them to use
   */
  public static double measure(
      OpenTeacher.Tail tail, ActivationSource boundary, int images, long seed) throws IOException {
    TensorShape shape = boundary.shape();
    float[] values = new float[Math.toIntExact(shape.withBatch(images).elements())];
    boundary.read(0, images, values);
    long[] size = {images, shape.channels(), shape.height(), shape.width()};
    INDArray activations = Nd4j.create(values, size, 'c');
    INDArray clean = tail.probabilities(activations);
    perturb(values, new SplittableRandom(seed));
    NativeArrays.copy(values, activations);
    INDArray disturbed = tail.probabilities(activations);
    double gain = divergence(clean, disturbed) / INJECTED_ERROR;
    NativeArrays.free(activations, clean, disturbed);
    return gain;
  }

  private static void perturb(float[] values, SplittableRandom random) {
    double energy = 0;
    for (float value : values) {
      energy += (double) value * value;
    }
    float magnitude = (float) Math.sqrt(INJECTED_ERROR * energy / values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] += random.nextBoolean() ? magnitude : -magnitude;
    }
  }

  /** The mean of sum p log(p / q) over the rows. */
  private static double divergence(INDArray clean, INDArray disturbed) {
    float[] p = NativeArrays.values(clean);
    float[] q = NativeArrays.values(disturbed);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double expected = Math.max(p[i], SMALLEST_PROBABILITY);
      double found = Math.max(q[i], SMALLEST_PROBABILITY);
      sum += expected * StrictMath.log(expected / found);
    }
    return Math.max(0, sum / clean.size(0));
  }
}
