package org.codesign.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.codesign.data.Normalization;

/** Reads the data section. */
final class DataReader {

  private static final List<String> FORMATS = List.of("idx", "cifar-binary", "class-folder");

  private final InputFiles files;

  DataReader(InputFiles files) {
    this.files = files;
  }

  DataConfig read(ConfigNode node) {
    ImageSource train = images(node.requiredSection("train"));
    ImageSource test = images(node.requiredSection("test"));
    ConfigNode augment = node.section("augment");
    boolean flip = augment.flag("flip").orElse(false);
    int shiftPixels = augment.integer("shift-pixels").between(0, 64).orElse(0);
    return new DataConfig(train, test, new AugmentConfig(flip, shiftPixels), normalization(node));
  }

  private static Optional<Normalization> normalization(ConfigNode node) {
    boolean hasMeans = node.value("means").isPresent();
    boolean hasDeviations = node.value("standard-deviations").isPresent();
    if (!hasMeans && !hasDeviations) {
      return Optional.empty();
    }
    List<Double> means =
        node.number("means").between(0.0, 1.0).repeatable().listRequired(List.of());
    List<Double> deviations =
        node.number("standard-deviations").between(1e-6, 1.0).repeatable().listRequired(List.of());
    if (means.size() != deviations.size()) {
      node.problem("standard-deviations", "must be as many as data.means");
    }
    return means.isEmpty() || means.size() != deviations.size()
        ? Optional.empty()
        : Optional.of(new Normalization(means, deviations));
  }

  private ImageSource images(ConfigNode node) {
    String format = node.text("format").oneOf(FORMATS).required("unknown");
    Optional<Integer> limit = node.integer("limit").between(1, 100_000_000).optional();
    return switch (format) {
      case "cifar-binary" -> new ImageSource.CifarBinary(files.list(node, "files"), limit);
      case "class-folder" ->
          new ImageSource.ClassFolder(
              files.required(node, "path"),
              node.text("folder").satisfying(DataReader::misplaced).orElse(""),
              limit);
      case "idx" ->
          new ImageSource.Idx(
              files.required(node, "images"), files.required(node, "labels"), limit);
      default -> unknown(node, limit);
    };
  }

  private static Optional<String> misplaced(String folder) {
    return folder.startsWith("/") || Arrays.asList(folder.split("/", -1)).contains("..")
        ? Optional.of("must be a relative path without '..'")
        : Optional.empty();
  }

  /** Without a format no key is known, and none is to blame. */
  private static ImageSource unknown(ConfigNode node, Optional<Integer> limit) {
    node.allowAnyKey();
    return new ImageSource.CifarBinary(List.of(), limit);
  }
}
