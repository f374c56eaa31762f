package org.codesign.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.codesign.config.ConfigurationException;
import org.codesign.data.Checksum;
import org.codesign.data.ClassLimit;
import org.codesign.data.DataException;
import org.codesign.data.DataRecognition;
import org.codesign.data.DataSource;
import org.codesign.data.Datasets;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.sensitivity.NetworkFacts;
import org.codesign.task.ItemStore;
import org.codesign.task.ShardFile;

/** The images of a request: read once, checked against the network, stored in shards for tasks. */
final class SensitivityImages {

  private final SensitivityRequest request;
  private final NetworkFacts facts;
  private final Configuration hadoop;

  SensitivityImages(SensitivityRequest request, NetworkFacts facts, Configuration hadoop) {
    this.request = request;
    this.facts = facts;
    this.hadoop = hadoop;
  }

  /** The SHA-256 of the files. */
  Map<String, String> hashes() {
    Map<String, String> hashes = new TreeMap<>();
    request
        .data()
        .ifPresent(
            data -> data.paths().forEach(path -> hashes.put(path, Checksum.sha256(path, hadoop))));
    return hashes;
  }

  /** How pixels are normalised. */
  Normalization normalization() {
    Normalization found =
        request
            .normalization()
            .or(facts::normalization)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        List.of(
                            ("--normalization: %s does not say how pixels are normalised; give the"
                                    + " means and standard deviations of the channels in [0, 1],"
                                    + " such as 0.49,0.48,0.45:0.25,0.24,0.26")
                                .formatted(request.model()))));
    if (found.means().size() != facts.input().channels()) {
      throw new ConfigurationException(
          List.of(
              "--normalization: %d channels, but the network %s reads %d"
                  .formatted(found.means().size(), request.model(), facts.input().channels())));
    }
    return found;
  }

  /** Stores the shards that are not there yet. */
  void store(ItemStore store, Progress progress) {
    SensitivityRequest.Data data = request.data().orElseThrow();
    try {
      int shards = (data.images() + request.batch() - 1) / request.batch();
      boolean isDone = true;
      for (int shard = 0; shard < shards; shard++) {
        isDone &= store.isFinished(ShardFile.id(shard));
      }
      if (isDone) {
        return;
      }
      ImageSet images = read(data);
      noteClasses(images, progress);
      for (int shard = 0; shard < shards; shard++) {
        int first = shard * request.batch();
        int count = Math.min(request.batch(), data.images() - first);
        ShardFile.write(store, shard, images, first, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ImageSet read(SensitivityRequest.Data data) {
    DataSource source = DataRecognition.of(data.paths(), data.folder(), hadoop);
    ImageSet images = Datasets.read(source, ClassLimit.first(data.images()), hadoop);
    String name = String.join(",", data.paths());
    if (images.count() < data.images()) {
      throw new DataException(
          "The images (%d) of %s must be at least --images (%d)."
              .formatted(images.count(), name, data.images()));
    }
    if (!images.shape().equals(facts.input())) {
      throw new DataException(
          "The images of %s are %s, but the network %s reads %s."
              .formatted(name, images.shape(), request.model(), facts.input()));
    }
    for (int i = 0; i < images.count(); i++) {
      if (images.label(i) >= facts.classes()) {
        throw new DataException(
            "The label (%d) of image %d of %s must be below the classes (%d) of the network %s."
                .formatted(images.label(i), i, name, facts.classes(), request.model()));
      }
    }
    return images;
  }

  private void noteClasses(ImageSet images, Progress progress) {
    long seen =
        java.util.stream.IntStream.range(0, images.count()).map(images::label).distinct().count();
    if (seen < facts.classes()) {
      progress.note(
          "The first %d images have %d of %d classes; sensitivities are of these."
              .formatted(images.count(), seen, facts.classes()));
    }
  }
}
