package org.codesign.search;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.config.RunConfig;

/** Trains the teacher of a configuration and writes its weights and manifest. */
public final class TeacherRun {

  /** A trained teacher; the accuracy is on the test images, in [0, 1]. */
  public record Summary(Path weights, Path manifest, double accuracy, int testImages) {}

  public TeacherRun(
      RunConfig config,
      Path weights,
      Configuration hadoop,
      Progress progress,
      Map<String, String> provenance) {}

  /** Trains it. */
  public Summary run() {
    throw new UnsupportedOperationException();
  }
}
