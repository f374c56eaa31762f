package org.codesign.search;

import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.codesign.config.RunConfig;
import org.codesign.store.Stage;

/** A search from its configuration to its report. */
public final class SearchRun {

  public SearchRun(
      RunConfig config,
      Path folder,
      JavaSparkContext spark,
      Progress progress,
      Map<String, String> provenance) {}

  /** Runs or resumes the search, up to and including the given stage. */
  public SearchSummary run(Optional<Stage> until) {
    throw new UnsupportedOperationException();
  }
}
