package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.codesign.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

class SparkStartTest {

  @Test
  void setsWhatASearchNeedsHere() {
    assertThat(settings(SparkStart.configure(new SparkConf(false), Optional.empty())))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("spark.master", "local[*]"),
                Map.entry("spark.app.name", "codesign"),
                Map.entry("spark.serializer", "org.apache.spark.serializer.KryoSerializer"),
                Map.entry("spark.kryo.registrator", "org.codesign.search.SearchRegistrator"),
                Map.entry("spark.ui.enabled", "false"),
                Map.entry("spark.ui.showConsoleProgress", "false"),
                Map.entry("spark.locality.wait", "0s"),
                Map.entry("spark.executorEnv.OMP_NUM_THREADS", "1"),
                Map.entry("spark.speculation", "false"),
                Map.entry("spark.driver.host", "127.0.0.1"),
                Map.entry("spark.driver.bindAddress", "127.0.0.1")));
  }

  @Test
  void leavesAClusterItsAddressesAndPages() {
    SparkConf submitted = new SparkConf(false).set("spark.master", "yarn");
    SparkConf conf = SparkStart.configure(submitted, Optional.of("local[2]"));
    assertThat(settings(conf))
        .containsEntry("spark.master", "yarn")
        .containsEntry("spark.kryo.registrator", SparkStart.REGISTRATOR)
        .doesNotContainKeys(
            "spark.ui.enabled",
            "spark.driver.host",
            "spark.driver.bindAddress",
            "spark.task.maxFailures");
    assertThat(submitted.getAll()).hasSize(1);
  }

  @Test
  void keepsWhatTheUserHasSet() {
    SparkConf submitted =
        new SparkConf(false)
            .set("spark.locality.wait", "3s")
            .set("spark.ui.enabled", "true")
            .set("spark.app.name", "mine");
    assertThat(settings(SparkStart.configure(submitted, Optional.of("local[2]"))))
        .containsEntry("spark.locality.wait", "3s")
        .containsEntry("spark.ui.enabled", "true")
        .containsEntry("spark.app.name", "mine")
        .containsEntry("spark.master", "local[2]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "local[1]", "local[16]", "local[*]", "local[2,4]", "local[*,4]"})
  void takesLocalMasters(String master) {
    SparkConf conf = SparkStart.configure(new SparkConf(false), Optional.of(master));
    assertThat(conf.get("spark.master")).isEqualTo(master);
    assertThat(SparkStart.isLocal(conf)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yarn", "local[0]", "local[x]", "localhost", "spark://h:7077"})
  void refusesMastersThatNeedMoreThanThisProcess(String master) {
    SparkConf submitted = new SparkConf(false);
    assertThatThrownBy(() -> SparkStart.configure(submitted, Optional.of(master)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "--master: '%s' is not local, local[N] or local[*]; others need spark-submit", master);
  }

  @Test
  void passesHadoopSettingsOn() {
    SparkConf conf = new SparkConf(false).set("spark.hadoop.fs.x", "y");
    assertThat(SparkStart.hadoop(conf).get("fs.x")).isEqualTo("y");
    assertThat(SparkStart.version()).startsWith("3.5.");
  }

  private static Map<String, String> settings(SparkConf conf) {
    Map<String, String> settings = new TreeMap<>();
    for (Tuple2<String, String> setting : conf.getAll()) {
      settings.put(setting._1(), setting._2());
    }
    return settings;
  }
}
