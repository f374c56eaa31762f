package org.codesign.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.codesign.config.ConfigurationException;

/**
 * Spark as a search needs it. What spark-submit or the user has set stays: every setting here is a
 * default. {@code spark.task.maxFailures} is left alone.
 */
final class SparkStart {

  /** Registers every class that crosses Spark. */
  static final String REGISTRATOR = "org.codesign.search.SearchRegistrator";

  private static final String MASTER = "spark.master";
  private static final String DEFAULT_MASTER = "local[*]";
  private static final Pattern LOCAL = Pattern.compile("local(\\[(\\*|[1-9]\\d*)(,[1-9]\\d*)?])?");

  private SparkStart() {}

  /**
   * The settings of an application.
   *
   * @param submitted what spark-submit has set; without a master of its own Spark runs here
   * @param master of the command line, a local one
   * @throws ConfigurationException if the command line's master needs spark-submit and is alone
   */
  static SparkConf configure(SparkConf submitted, Optional<String> master) {
    SparkConf conf = submitted.clone();
    if (!conf.contains(MASTER)) {
      conf.set(MASTER, local(master.orElse(DEFAULT_MASTER)));
    }
    conf.setIfMissing("spark.app.name", "codesign");
    conf.setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    conf.setIfMissing("spark.kryo.registrator", REGISTRATOR);
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    // Tasks read from the run directory, so no executor is nearer to the data than another.
    conf.setIfMissing("spark.locality.wait", "0s");
    // One native thread a task; Spark's tasks are the parallelism.
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
    conf.setIfMissing("spark.speculation", "false");
    if (isLocal(conf)) {
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    return conf;
  }

  /** Whether everything runs in this process. */
  static boolean isLocal(SparkConf conf) {
    return LOCAL.matcher(conf.get(MASTER)).matches();
  }

  /** The Hadoop configuration with the {@code spark.hadoop.*} settings. */
  static Configuration hadoop(SparkConf conf) {
    return SparkHadoopUtil.get().newConfiguration(conf);
  }

  /** The version of the Spark on the class path. */
  static String version() {
    return org.apache.spark.package$.MODULE$.SPARK_VERSION();
  }

  /** Starts the application; close it to end it. */
  static JavaSparkContext start(SparkConf conf) {
    return new JavaSparkContext(conf);
  }

  private static String local(String master) {
    if (!LOCAL.matcher(master).matches()) {
      throw new ConfigurationException(
          List.of(
              "--master: '%s' is not local, local[N] or local[*]; others need spark-submit"
                  .formatted(master)));
    }
    return master;
  }
}
