package org.codesign.search;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.config.RunConfig;
import org.codesign.engine.NativeEngine;
import org.codesign.network.Network;
import org.codesign.space.SearchSpace;

/** Trains or imports the teacher of a configuration and writes its weights and manifest. */
public final class TeacherRun {

  /** A trained teacher; the accuracy is on the test images, in [0, 1]. */
  public record Summary(Path weights, Path manifest, double accuracy, int testImages) {}

  private final RunConfig config;
  private final Path weights;
  private final Configuration hadoop;
  private final Progress progress;
  private final Map<String, String> provenance;

  public TeacherRun(
      RunConfig config,
      Path weights,
      Configuration hadoop,
      Progress progress,
      Map<String, String> provenance) {
    this.config = config;
    this.weights = weights;
    this.hadoop = hadoop;
    this.progress = progress;
    this.provenance = new LinkedHashMap<>(provenance);
  }

  /** Trains it. */
  public Summary run() {
    return write(
        (network, images) -> TeacherModel.train(config, network, images, progress),
        Map.of("seed", String.valueOf(config.seed())));
  }

  /** Takes a network that was trained elsewhere. */
  public Summary run(TeacherImport source) {
    return write(
        (network, images) -> source.or(config.data().normalization()).read(network, images, hadoop),
        Map.of("imported from", source.model()));
  }

  private Summary write(
      BiFunction<Network, SearchImages, TeacherModel> teacher, Map<String, String> start) {
    TeacherFiles.requireResidual(config, "train");
    TeacherFiles.requireWritable(weights, hadoop);
    SearchImages images = SearchImages.read(config, hadoop);
    SearchSpace space =
        config
            .space()
            .searchSpace(images.training().shape(), images.training().classNames().size(), 1);
    Network network = TeacherModel.network(space.backbone(), space.positions());
    Map<String, String> origin = new LinkedHashMap<>(provenance);
    origin.putAll(start);
    origin.put("convolutions", NativeEngine.start().name());
    origin.put("training images", String.valueOf(images.training().count()));
    images.hashes().forEach((file, hash) -> origin.put("SHA-256 of " + file, hash));
    TeacherModel model = teacher.apply(network, images);
    TeacherFiles.write(weights, model, images.test().count(), origin, hadoop);
    return new Summary(
        weights, TeacherFiles.manifest(weights), model.accuracy(), images.test().count());
  }
}
