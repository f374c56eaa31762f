package org.codesign.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

  private static final Configuration HADOOP = new Configuration(false);

  private static final RunManifest MANIFEST =
      new RunManifest(
          "{\"teacher\": {\"epochs\": 12}, \"seed\": 7}",
          Map.of("images.gz", "aa"),
          Map.of("version", "0.1.0"));

  @TempDir private Path folder;

  @Test
  void writesItsManifestAndFilesWithoutSideFiles() throws IOException {
    try (RunDirectory run = open(folder.resolve("runs/a"), MANIFEST)) {
      run.writeBytes("front.csv", "a,b".getBytes(UTF_8));
      run.stage(Stage.BLOCKS).write("block1", Map.of("score.json", "{}".getBytes(UTF_8)));
      assertThat(run.exists("front.csv")).isTrue();
      assertThat(run.isSuccess()).isFalse();
      run.markSuccess();
    }
    assertThat(names(folder.resolve("runs/a")))
        .containsExactly(
            "_SUCCESS",
            "blocks/block1/done.json",
            "blocks/block1/score.json",
            "front.csv",
            "manifest.json");
    assertThat(folder.resolve("runs/a/manifest.json"))
        .hasContent(
            """
            {
              "schema-version" : 1,
              "configuration" : {
                "seed" : 7,
                "teacher" : {
                  "epochs" : 12
                }
              },
              "inputs" : {
                "images.gz" : "aa"
              },
              "provenance" : {
                "version" : "0.1.0"
              }
            }
            """);
  }

  @Test
  void opensARunAgainWithTheManifestOfItsFirstStart() {
    open(folder, MANIFEST).close();
    RunManifest later =
        new RunManifest(
            MANIFEST.configurationJson(), MANIFEST.inputs(), Map.of("version", "0.2.0"));
    try (RunDirectory run = open(folder, later)) {
      assertThat(run.manifest()).isEqualTo(MANIFEST);
      run.writeBytes("report.html", new byte[] {1});
      try (RunDirectory reader = RunDirectory.read(hadoopPath(folder), HADOOP)) {
        assertThat(reader.readBytes("report.html")).containsExactly(1);
        assertThat(reader.manifest()).isEqualTo(MANIFEST);
      }
    }
  }

  @Test
  void refusesAnotherConfigurationAndNamesTheKeys() {
    try (RunDirectory run = open(folder, MANIFEST)) {
      run.stage(Stage.BLOCKS).write("block1", Map.of("score.json", "{}".getBytes(UTF_8)));
    }
    RunManifest other =
        new RunManifest(
            "{\"teacher\": {\"epochs\": 20}, \"seed\": 7, \"device\": \"t4\"}",
            Map.of("images.gz", "bb"),
            Map.of());
    List<String> differences =
        List.of(
            "device: (not set) -> \"t4\"",
            "teacher.epochs: 12 -> 20",
            "inputs.images.gz: \"aa\" -> \"bb\"");
    assertThatThrownBy(() -> open(folder, other))
        .isInstanceOfSatisfying(
            RunConflictException.class,
            e -> assertThat(e.differences()).containsExactlyElementsOf(differences))
        .hasMessage(
            "The run directory file:%s holds a run of another configuration, which differs in: %s"
                .formatted(folder, String.join("; ", differences)));
    open(folder, MANIFEST).close();
  }

  @Test
  void takesAnotherConfigurationWhereNothingButCostsIsThere() {
    try (RunDirectory run = open(folder, MANIFEST)) {
      run.stage(Stage.COSTS).write("table", Map.of("costs.json", "{}".getBytes(UTF_8)));
    }
    RunManifest other = new RunManifest("{\"seed\": 8}", Map.of(), Map.of());
    try (RunDirectory run = open(folder, other)) {
      assertThat(run.manifest()).isEqualTo(other);
    }
  }

  @Test
  void refusesAFolderOfSomethingElse() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "");
    assertThatThrownBy(() -> open(folder, MANIFEST))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            "The folder file:%s is not a run directory: it has no manifest.json but holds thesis.tex."
                .formatted(folder));
    assertThat(names(folder)).containsExactly("thesis.tex");
    assertThatThrownBy(() -> RunDirectory.read(hadoopPath(folder), HADOOP))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            "The folder %s is not a run directory: it has no manifest.json.".formatted(folder));
  }

  @Test
  void refusesAFileAndAPathBelowAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> open(file, MANIFEST))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            "The run directory %s cannot be written: it is a file, not a folder.".formatted(file));
    assertThatThrownBy(() -> open(file.resolve("run"), MANIFEST))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            "The run directory %s/run cannot be written: Parent path is not a directory: file:%s."
                .formatted(file, file));
  }

  @Test
  void saysThatPermissionIsDenied() throws IOException {
    Path closed =
        Files.createDirectory(
            folder.resolve("closed"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    assumeThat(Files.isWritable(closed))
        .as("this user, such as root, may write anywhere")
        .isFalse();
    for (Path run : List.of(closed, closed.resolve("run"))) {
      assertThatThrownBy(() -> open(run, MANIFEST))
          .isInstanceOf(RunDirectoryException.class)
          .hasMessage("The run directory %s cannot be written: permission denied.".formatted(run));
    }
  }

  @Test
  void writesAManifestAgainThatWasCutOffAtTheStart() throws IOException {
    Files.writeString(folder.resolve("manifest.json"), "{\"schema-ver");
    try (RunDirectory run = open(folder, MANIFEST)) {
      assertThat(run.manifest()).isEqualTo(MANIFEST);
    }
    open(folder, MANIFEST).close();
  }

  @Test
  void refusesADamagedManifestBesideResults() throws IOException {
    open(folder, MANIFEST).close();
    Files.createDirectory(folder.resolve("blocks"));
    Files.writeString(folder.resolve("manifest.json"), "{\"schema-ver");
    assertThatThrownBy(() -> open(folder, MANIFEST))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            "The run directory file:%s has a damaged manifest.json. Maybe use another directory."
                .formatted(folder));
  }

  @Test
  void namesAFileThatCannotBeRead() {
    try (RunDirectory run = open(folder, MANIFEST)) {
      assertThatThrownBy(() -> run.readBytes("front.csv"))
          .isInstanceOf(RunDirectoryException.class)
          .hasMessageStartingWith("The file file:%s/front.csv cannot be read: ".formatted(folder));
      assertThatThrownBy(() -> run.resolve("../secret"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The name (../secret) must be 1 to 200 letters, digits, dots, hyphens and"
                  + " underscores.");
    }
  }

  private static RunDirectory open(Path path, RunManifest manifest) {
    return RunDirectory.open(hadoopPath(path), manifest, HADOOP);
  }

  private static org.apache.hadoop.fs.Path hadoopPath(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }

  private static List<String> names(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
