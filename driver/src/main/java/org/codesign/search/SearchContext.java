package org.codesign.search;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.codesign.config.RunConfig;
import org.codesign.space.SearchSpace;
import org.codesign.store.RunDirectory;

/** What every stage of a search works with. Stays on the driver. */
record SearchContext(
    RunConfig config,
    RunDirectory run,
    JavaSparkContext spark,
    SearchSpace space,
    Target target,
    Progress progress,
    TimeBudget budget) {

  /** What a stage's job works with. */
  JobContext job() {
    return new JobContext(spark, progress, budget);
  }

  Configuration hadoop() {
    return spark.hadoopConfiguration();
  }
}
