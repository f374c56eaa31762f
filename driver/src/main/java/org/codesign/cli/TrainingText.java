package org.codesign.cli;

import org.codesign.search.TeacherRun;

/** A training's result for a person. */
final class TrainingText {

  private TrainingText() {}

  static String of(TeacherRun.Summary trained) {
    return """
        accuracy  %s %% of %,d test images
        weights   %s
        manifest  %s
        """
        .formatted(
            Numbers.percent(trained.accuracy()),
            trained.testImages(),
            Names.of(trained.weights()),
            Names.of(trained.manifest()));
  }
}
