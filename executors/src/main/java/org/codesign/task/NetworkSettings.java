package org.codesign.task;

import java.util.List;
import java.util.Objects;
import org.codesign.data.Normalization;
import org.codesign.network.TensorShape;
import org.codesign.sensitivity.DistilledImages;
import org.codesign.sensitivity.HutchinsonTrace;
import org.codesign.sensitivity.PowerIteration;

/**
 * What all pieces of work on an imported network agree on. Sent to executors.
 *
 * @param images the shape of one
 * @param normalization of their pixels
 * @param imageCount of the data; 0 without data
 * @param batch images of a shard; the last one may have fewer
 * @param bits that are tried, ascending
 * @param measuresActivations whether inputs are quantized, too
 */
public record NetworkSettings(
    TensorShape images,
    Normalization normalization,
    int imageCount,
    int batch,
    long seed,
    HutchinsonTrace.Grouping grouping,
    List<Integer> bits,
    boolean measuresActivations,
    PowerIteration.Settings eigenvalues,
    DistilledImages.Settings distillation) {

  public NetworkSettings {
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(normalization, "normalization");
    Objects.requireNonNull(grouping, "grouping");
    bits = List.copyOf(bits);
    Objects.requireNonNull(eigenvalues, "eigenvalues");
    Objects.requireNonNull(distillation, "distillation");
  }

  /** The number of shards of the data. */
  public int shards() {
    return (imageCount + batch - 1) / batch;
  }
}
