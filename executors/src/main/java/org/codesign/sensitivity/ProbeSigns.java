package org.codesign.sensitivity;

import java.util.SplittableRandom;
import org.codesign.data.TaskSeed;

/**
 * The random signs of a probe. They derive from the seed, the probe and the layer, and for
 * activations from the image, so that no grouping of probes or images changes them.
 */
record ProbeSigns(long seed) {

  private static final String WEIGHTS = "sensitivity";
  private static final String ACTIVATIONS = "sensitivity-activations";
  private static final String LOGITS = "sensitivity-logits";

  /** One sign a weight of a layer. */
  float[] ofWeights(int probe, int layer, long weights) {
    return Rademacher.draw(weights, 1f, random(WEIGHTS, probe, layer));
  }

  /** One sign an activation that a layer reads, of images in a row, [count, elements]. */
  float[] ofActivations(int probe, int layer, long firstImage, int count, long elements) {
    return ofImages(
        TaskSeed.of(seed, ACTIVATIONS, probe + "." + layer), firstImage, count, elements);
  }

  /** One sign a logit, of images in a row, [count, classes]. */
  float[] ofLogits(int probe, long firstImage, int count, long classes) {
    return ofImages(TaskSeed.of(seed, LOGITS, Integer.toString(probe)), firstImage, count, classes);
  }

  private static float[] ofImages(long stream, long firstImage, int count, long elements) {
    int size = Math.toIntExact(elements);
    float[] signs = new float[Math.multiplyExact(count, size)];
    for (int image = 0; image < count; image++) {
      SplittableRandom random = new SplittableRandom(TaskSeed.of(stream, firstImage + image, 0));
      System.arraycopy(Rademacher.draw(size, 1f, random), 0, signs, image * size, size);
    }
    return signs;
  }

  private SplittableRandom random(String stage, int probe, int layer) {
    return new SplittableRandom(TaskSeed.of(seed, stage, probe + "." + layer));
  }
}
