package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.codesign.config.ConfigurationException;
import org.codesign.data.DataException;
import org.codesign.pareto.FrontTooLargeException;
import org.codesign.search.NoFeasibleDesignException;
import org.codesign.store.RunDirectory;
import org.codesign.store.RunManifest;
import org.codesign.store.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users see of each kind of exception, through the whole command line. */
class FailureTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void listsTheProblemsOfAConfiguration() {
    assertThat(search(new ConfigurationException(List.of("a.yaml: x: 1 - no", "a.yaml: y: two"))))
        .isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("codesign: a.yaml: x: 1 - no", "codesign: a.yaml: y: two");
  }

  @Test
  void saysWhichDataCannotBeUsed() {
    assertThat(search(new DataException("The file f.gz ends after 3 bytes."))).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("codesign: The file f.gz ends after 3 bytes.");
  }

  @Test
  void findsWhatAnotherProcessMeantInWhatSparkThrows() {
    Throwable thrown =
        new SparkException("Job aborted.\nDriver stacktrace:", new DataException("It is torn."));
    assertThat(search(thrown)).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("codesign: It is torn.");
  }

  @Test
  void saysThatTheFileSystemWentAway() {
    Throwable thrown = new SparkException("Job aborted.", new EOFException("No answer"));
    assertThat(search(thrown)).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "codesign: The file system failed: java.io.EOFException: No answer. What is finished is"
                + " kept: mend that, and start the same command again.");
  }

  @Test
  void saysThatAFolderIsNoRun() {
    Throwable thrown =
        catchThrowable(() -> RunDirectory.read(hadoop(folder), new Configuration(false)));
    assertThat(search(thrown)).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(1)
        .allSatisfy(
            line -> assertThat(line).startsWith("codesign: The folder ").contains("manifest.json"));
  }

  @Test
  void saysHowARunDiffers() {
    try (RunDirectory run = open("{\"seed\": 7}")) {
      run.stage(Stage.BLOCKS).write("block1", Map.of("block.json", new byte[] {1}));
    }
    Throwable thrown = catchThrowable(() -> open("{\"seed\": 8}").close());
    assertThat(search(thrown)).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).contains("differs in: seed: 7 -> 8"));
  }

  @Test
  void saysOnOneLineThatAFrontIsTooLarge() throws ReflectiveOperationException {
    Constructor<FrontTooLargeException> constructor =
        FrontTooLargeException.class.getDeclaredConstructor(
            int.class, int.class, int.class, int.class);
    constructor.setAccessible(true);
    assertThat(search(constructor.newInstance(1, 5, 30, 20))).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "codesign: The front after position 2 of 5 holds 30 points; at most 20 are allowed."
                + " Maybe coarser grids, tighter limits or fewer choices make it smaller.");
  }

  @Test
  void hasAStatusOfItsOwnForNoFeasibleDesign() throws ReflectiveOperationException {
    Constructor<NoFeasibleDesignException> constructor =
        NoFeasibleDesignException.class.getDeclaredConstructor(String.class);
    constructor.setAccessible(true);
    assertThat(search(constructor.newInstance("No design has at most 3 DSP."))).isEqualTo(3);
    assertThat(err.toString().lines()).containsExactly("codesign: No design has at most 3 DSP.");
  }

  @Test
  void keepsTheStackTraceOfAnInternalErrorInAFile() throws Exception {
    assertThat(search(new IllegalStateException("odd\nlines"))).isEqualTo(1);
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith("codesign: internal error: java.lang.IllegalStateException: odd (the stack");
    Path log = Path.of(err.toString().replaceFirst("(?s).* is in (.*)\\)\\R", "$1"));
    assertThat(log).content().contains("at org.codesign.cli.FailureTest");
    Files.delete(log);
  }

  @Test
  void printsTheStackTraceWhenAsked() throws Exception {
    assertThat(search(new IllegalStateException("odd"), "--verbose")).isEqualTo(1);
    assertThat(err.toString()).contains("at org.codesign.cli.FailureTest");
    Files.delete(
        Path.of(
            err.toString()
                .lines()
                .findFirst()
                .orElseThrow()
                .replaceFirst(".* is in (.*)\\)", "$1")));
    System.clearProperty("codesign.log.tasks");
  }

  @Test
  void adviseMoreMemoryWhenThereIsNotEnough() throws Exception {
    assertThat(search(new OutOfMemoryError("Java heap space"))).isEqualTo(1);
    assertThat(err.toString()).hasLineCount(1).contains("CODESIGN_JAVA_OPTIONS=-Xmx8g");
    Files.delete(Path.of(err.toString().replaceFirst("(?s).* is in (.*)\\)\\R", "$1")));
  }

  private int search(Throwable failure, String... more) {
    Streams streams = new Streams(new PrintWriter(out), new PrintWriter(err, true));
    CodesignCommand command =
        new CodesignCommand(
            () -> FakeRuns.failing(failure), new Installation(Optional.empty(), Optional.empty()));
    String[] arguments = new String[5 + more.length];
    System.arraycopy(new String[] {"search", "--config", "c", "--run", "r"}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    int status = new Shell(command, streams).run(arguments);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).doesNotContainIgnoringCase("exit code");
    return status;
  }

  private RunDirectory open(String json) {
    return RunDirectory.open(
        hadoop(folder.resolve("r")),
        new RunManifest(json, Map.of(), Map.of()),
        new Configuration(false));
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }
}
