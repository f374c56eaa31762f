package org.codesign.task;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;

/** What a task finds on its executor. */
public final class TaskEnvironment {

  /** Reading Hadoop's own XML takes longer than many a task, so an application does it once. */
  private static volatile @Nullable Settings settings;

  private record Settings(SparkEnv application, Configuration hadoop) {}

  private TaskEnvironment() {}

  /**
   * The Hadoop configuration with the application's {@code spark.hadoop.*} settings; it is shared,
   * so it must not be changed.
   */
  public static Configuration hadoop() {
    SparkEnv application = SparkEnv.get();
    Settings known = settings;
    if (known == null || !known.application().equals(application)) {
      known = new Settings(application, SparkHadoopUtil.get().newConfiguration(application.conf()));
      settings = known;
    }
    return known.hadoop();
  }
}
