package org.codesign.task;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/** What a task finds on its executor. */
public final class TaskEnvironment {

  private TaskEnvironment() {}

  /** The Hadoop configuration with the application's {@code spark.hadoop.*} settings. */
  public static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
  }
}
