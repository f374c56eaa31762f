package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {

  @TempDir private Path folder;

  @Test
  void saysWhatHasMadeARun() {
    Map<String, String> facts =
        Provenance.collect(
            List.of("search", "--run", "a b"),
            new Installation(Optional.empty(), Optional.of("0123-dirty")),
            "3.5.6",
            Instant.parse("2026-01-02T03:04:05.678Z"));
    assertThat(facts.keySet())
        .containsExactly(
            "version",
            "git-commit",
            "command-line",
            "started-utc",
            "java",
            "spark",
            "deeplearning4j",
            "os",
            "cpu",
            "processors");
    assertThat(facts)
        .containsEntry("git-commit", "0123-dirty")
        .containsEntry("command-line", "codesign search --run 'a b'")
        .containsEntry("started-utc", "2026-01-02T03:04:05Z")
        .containsEntry("spark", "3.5.6")
        .containsEntry("deeplearning4j", "1.0.0-M2.1");
    assertThat(facts.values()).allSatisfy(value -> assertThat(value).isNotBlank());
  }

  @Test
  void quotesForAShell() {
    assertThat(Provenance.commandLine(List.of("--set", "a=[1,2]", "", "it's", "x=1")))
        .isEqualTo("codesign --set 'a=[1,2]' '' 'it'\\''s' x=1");
  }

  @Test
  void readsTheProcessorsName() throws IOException {
    Path file = folder.resolve("cpuinfo");
    Files.writeString(file, "processor\t: 0\nmodel name\t: AMD EPYC: 9V74\nmodel name\t: b\n");
    assertThat(Provenance.cpuModel(file)).isEqualTo("AMD EPYC: 9V74");
    assertThat(Provenance.cpuModel(folder.resolve("none"))).isEqualTo("unknown");
  }

  @Test
  void hearsOfItsInstallationFromTheLauncherAndThroughSparkSubmit() {
    Properties properties = new Properties();
    assertThat(Installation.of(properties))
        .isEqualTo(new Installation(Optional.empty(), Optional.empty()));
    properties.setProperty("spark.codesign.home", "/h");
    properties.setProperty("codesign.commit", "");
    assertThat(Installation.of(properties))
        .isEqualTo(new Installation(Optional.of("/h"), Optional.empty()));
    properties.setProperty("codesign.home", "/i");
    assertThat(Installation.of(properties).home()).contains("/i");
  }
}
