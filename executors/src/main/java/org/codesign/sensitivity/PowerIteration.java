package org.codesign.sensitivity;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.codesign.data.TaskSeed;

/**
 * The eigenvalues of largest magnitude of the Hessian of the mean loss with respect to the weights
 * of one layer, by power iteration with deflation (Dong et al., "HAWQ", ICCV 2019, section 3.1):
 * each iterate is made orthogonal to the eigenvectors found before.
 *
 * <p>The Rayleigh quotients converge like a geometric series. Iteration ends when the last step is
 * at most {@code tolerance} of the quotient and the rest of the series, judged by the ratio of the
 * last two steps, at most five times that: the step alone says little where two eigenvalues are
 * close.
 */
public final class PowerIteration {

  private static final double REST = 5;

  /**
   * When it ends.
   *
   * @param eigenvalues how many, at least 1
   * @param tolerance relative, above 0
   * @param mostIterations for each eigenvalue
   */
  public record Settings(int eigenvalues, double tolerance, int mostIterations) {

    public Settings {
      if (eigenvalues < 1 || !(tolerance > 0) || mostIterations < 1) {
        throw new IllegalArgumentException(
            "The eigenvalues (%d), tolerance (%s) and iterations (%d) must be positive."
                .formatted(eigenvalues, tolerance, mostIterations));
      }
    }

    /** These settings for another number of eigenvalues. */
    public Settings withEigenvalues(int count) {
      return new Settings(count, tolerance, mostIterations);
    }
  }

  private final Settings settings;
  private final long seed;

  public PowerIteration(Settings settings, long seed) {
    this.settings = settings;
    this.seed = seed;
  }

  /** The eigenvalues for a layer, at most as many as it has weights. */
  public List<Eigenvalue> of(CurvatureModel model, int layer, List<ImageShard> shards) {
    Product product = new Product(model, layer, shards);
    int size = Math.toIntExact(model.layers().get(layer).parameters());
    List<Eigenvalue> values = new ArrayList<>();
    List<double[]> vectors = new ArrayList<>();
    for (int k = 0; k < Math.min(settings.eigenvalues(), size); k++) {
      long start = TaskSeed.of(seed, "eigenvalue", k + "." + layer);
      values.add(iterate(product, start(size, new SplittableRandom(start)), vectors));
    }
    return values;
  }

  /** Finds one eigenvalue and adds its vector to those found. */
  private Eigenvalue iterate(Product product, double[] start, List<double[]> found) {
    double[] v = normalised(start, found);
    double value = 0;
    double lastStep = Double.NaN;
    for (int iteration = 1; ; iteration++) {
      double[] image = product.of(v);
      orthogonalise(image, found);
      double quotient = Vectors.dot(v, image);
      double step = Math.abs(quotient - value);
      value = quotient;
      boolean isDone = iteration > 1 && isConverged(step, lastStep, Math.abs(value));
      double norm = Vectors.norm(image);
      if (isDone || iteration == settings.mostIterations() || norm == 0) {
        found.add(v);
        Vectors.add(image, -value, v);
        return new Eigenvalue(value, Vectors.norm(image), iteration);
      }
      v = normalised(image, found);
      lastStep = step;
    }
  }

  private boolean isConverged(double step, double lastStep, double magnitude) {
    double allowed = settings.tolerance() * magnitude;
    if (step > allowed) {
      return false;
    }
    double ratio = step / lastStep;
    return step == 0 || (ratio < 1 && step * ratio / (1 - ratio) <= REST * allowed);
  }

  private static double[] start(int size, SplittableRandom random) {
    double[] v = new double[size];
    for (int i = 0; i < size; i++) {
      v[i] = random.nextDouble(-1, 1);
    }
    return v;
  }

  private static double[] normalised(double[] v, List<double[]> found) {
    orthogonalise(v, found);
    double norm = Vectors.norm(v);
    return norm == 0 ? v : Vectors.scaled(v, 1 / norm);
  }

  /** Twice, since once leaves rounding errors that grow with every product. */
  private static void orthogonalise(double[] v, List<double[]> found) {
    for (int pass = 0; pass < 2; pass++) {
      for (double[] other : found) {
        Vectors.add(v, -Vectors.dot(v, other), other);
      }
    }
  }

  /** The layer's Hessian of the mean loss over the shards, in their order. */
  private static final class Product {

    private final CurvatureModel model;
    private final int layer;
    private final List<ImageShard> shards;
    private final long images;
    private boolean hasRun;

    Product(CurvatureModel model, int layer, List<ImageShard> shards) {
      this.model = model;
      this.layer = layer;
      this.shards = shards;
      this.images = shards.stream().mapToLong(ImageShard::count).sum();
    }

    double[] of(double[] v) {
      double[] sum = new double[v.length];
      float[][] direction = new float[model.layers().size()][];
      float[][] into = new float[direction.length][];
      direction[layer] = Vectors.toFloats(v);
      for (ImageShard shard : shards) {
        // A single shard stays the model's last batch.
        if (shards.size() > 1 || !hasRun) {
          shard.run(model);
          hasRun = true;
        }
        into[layer] = new float[v.length];
        model.addHessianProduct(direction, into);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += into[layer][i];
        }
      }
      return Vectors.scaled(sum, 1.0 / images);
    }
  }
}
