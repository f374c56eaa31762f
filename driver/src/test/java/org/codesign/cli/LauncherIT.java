package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts what users start, from another folder and through a link with a blank in its name. */
class LauncherIT {

  private static final Path PROJECT = Path.of(System.getProperty("basedir")).getParent();

  @TempDir private Path folder;

  @Test
  void tellsTheVersionOfTheBuild() throws Exception {
    assertThat(start("--version")).isZero();
    assertThat(folder.resolve("out")).content().contains("codesign " + BuildInfo.load().version());
    assertThat(folder.resolve("err")).isEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version"})
  void answersWithoutLoadingSparkOrNd4j(String option) throws Exception {
    assertThat(start(option)).isZero();
    assertThat(Files.readAllLines(folder.resolve("classes")))
        .anyMatch(line -> line.contains("org.codesign.cli.Main "))
        .noneMatch(line -> line.matches(".*(org\\.apache\\.spark|org\\.nd4j|scala)\\..*"));
  }

  @Test
  void passesArgumentsAndStatusOn() throws Exception {
    assertThat(start("search", "--run", "a b", "--config", "no such.yaml")).isEqualTo(2);
    assertThat(folder.resolve("err"))
        .hasContent("codesign: no such.yaml: the file does not exist\n");
    assertThat(folder.resolve("out")).isEmptyFile();
  }

  @Test
  void saysThatAClusterNeedsSparkSubmit() throws Exception {
    assertThat(start("search", "--run", "r", "--config", "c", "--master=yarn")).isEqualTo(2);
    assertThat(folder.resolve("err"))
        .content()
        .startsWith("codesign: --master yarn needs spark-submit")
        .hasLineCount(1);
  }

  private int start(String... arguments) throws IOException, InterruptedException {
    Path link = folder.resolve("my codesign");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, PROJECT.resolve("bin/codesign"));
    List<String> command = new ArrayList<>(List.of(link.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put("SPARK_HOME", folder.toString());
    builder
        .environment()
        .put("CODESIGN_JAVA_OPTIONS", "-Xlog:class+load:file=" + folder.resolve("classes"));
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
