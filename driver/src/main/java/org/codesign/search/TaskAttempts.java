package org.codesign.search;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** How often Spark tries a task before it gives up. */
final class TaskAttempts {

  private static final Pattern LOCAL = Pattern.compile("local(\\[[^,\\]]*(,\\s*(\\d+))?\\s*])?");
  private static final int CLUSTER_DEFAULT = 4;

  private TaskAttempts() {}

  /**
   * Local masters have a number of their own, local[threads, attempts]; the setting is for others.
   */
  static int of(SparkConf conf) {
    Matcher local = LOCAL.matcher(conf.get("spark.master"));
    if (local.matches()) {
      return local.group(3) == null ? 1 : Integer.parseInt(local.group(3));
    }
    return conf.getInt("spark.task.maxFailures", CLUSTER_DEFAULT);
  }
}
