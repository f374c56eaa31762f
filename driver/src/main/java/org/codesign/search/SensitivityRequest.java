package org.codesign.search;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.codesign.data.Normalization;
import org.codesign.network.TensorShape;
import org.codesign.sensitivity.HutchinsonTrace;
import org.codesign.sensitivity.LossKind;

/**
 * What of an imported network is to be measured.
 *
 * @param model its file
 * @param input the shape of an image, where the model's file leaves it open
 * @param loss whose curvature
 * @param data absent if only data-free measures are asked for
 * @param batch images of a shard, and of a distilled batch
 * @param bits that are tried
 */
public record SensitivityRequest(
    String model,
    Optional<TensorShape> input,
    LossKind loss,
    Optional<Data> data,
    Optional<Normalization> normalization,
    int batch,
    List<Integer> bits,
    long seed,
    Probing probing,
    Set<Part> parts) {

  /** What is measured beside traces. */
  public enum Part {
    /** The network with batch normalisation folded into its weights. */
    FOLDED,
    /** What layers read, as well. */
    ACTIVATIONS,
    /** The divergence on images made from batch normalisations. */
    DATA_FREE,
    /** What quantizing each layer alone does to loss and accuracy. */
    MEASURED
  }

  /**
   * The images.
   *
   * @param paths a folder, an archive, CIFAR files, or an IDX pair
   * @param folder inside the folder or archive, or empty
   * @param images the first ones in the order of the file
   */
  public record Data(List<String> paths, String folder, int images) {
    public Data {
      paths = List.copyOf(paths);
    }
  }

  /**
   * How curvature is probed.
   *
   * @param probes the most
   * @param tolerance of each layer's standard error, relative, that ends it earlier; 0 for never
   * @param eigenvalues of each layer; 0 for none
   * @param subsets of the images whose top eigenvalues are compared; 1 for all images at once
   * @param grouping what a probe is; if absent, what serves the network best
   */
  public record Probing(
      int probes,
      double tolerance,
      int eigenvalues,
      int subsets,
      Optional<HutchinsonTrace.Grouping> grouping) {}

  public SensitivityRequest {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(normalization, "normalization");
    bits = bits.stream().distinct().sorted().toList();
    Objects.requireNonNull(probing, "probing");
    parts = Set.copyOf(parts);
  }

  /** Whether a part is asked for. */
  public boolean has(Part part) {
    return parts.contains(part);
  }

  /** The number of images; 0 without data. */
  public int images() {
    return data.map(Data::images).orElse(0);
  }
}
