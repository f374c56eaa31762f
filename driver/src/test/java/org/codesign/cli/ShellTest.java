package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.codesign.data.Normalization;
import org.codesign.search.TeacherImport;
import org.codesign.store.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final FakeRuns runs = FakeRuns.answering();

  @Test
  void searchesAsAsked() {
    assertThat(
            run(
                "search",
                "--config",
                "a.yaml",
                "--run=hdfs:///r",
                "--set",
                "b=2=3",
                "--set",
                "a=[1,2]",
                "--set",
                "b=4",
                "--until",
                "front",
                "--time-budget",
                "1h30m",
                "--blocks-from",
                "hdfs:///q",
                "--master",
                "local[2]"))
        .isZero();
    assertThat(runs.requests())
        .containsExactly(
            new Runs.Search(
                "a.yaml",
                "hdfs:///r",
                Map.of("b", "4", "a", "[1,2]"),
                Optional.of(Stage.FRONT),
                Optional.of(Duration.ofMinutes(90)),
                Optional.of("hdfs:///q"),
                Optional.of("local[2]")));
    assertThat(out.toString()).isEqualTo(SearchText.of(Samples.found()));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void leavesToDefaultsWhatIsNotAsked() {
    assertThat(run("search", "--config", "@a", "--run", "r")).isZero();
    assertThat(runs.requests())
        .containsExactly(
            new Runs.Search(
                "@a",
                "r",
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void startsThePackagedSearch() {
    assertThat(run("quickstart", "--json")).isZero();
    assertThat(runs.requests())
        .containsExactly(
            new Runs.Search(
                "/opt/co design/conf/quickstart.yaml",
                "runs/quickstart",
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    assertThat(out.toString()).isEqualTo(ResultJson.of(Samples.found()));
  }

  @Test
  void refusesThePackagedSearchWithoutAnInstallation() {
    CodesignCommand command =
        new CodesignCommand(() -> runs, new Installation(Optional.empty(), Optional.empty()));
    assertThat(new Shell(command, streams()).run("quickstart")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("codesign: quickstart does not find its configuration")
        .hasLineCount(1);
  }

  @Test
  void trainsAsAsked() {
    assertThat(run("train", "--config", "c", "--output", "t.zip", "--set", "teacher.epochs=3"))
        .isZero();
    assertThat(run("train", "--config", "c")).isZero();
    assertThat(runs.requests())
        .containsExactly(
            new Runs.Training(
                "c", Optional.empty(), Optional.of("t.zip"), Map.of("teacher.epochs", "3")),
            new Runs.Training("c", Optional.empty(), Optional.empty(), Map.of()));
    assertThat(
            run(
                "train",
                "--config",
                "c",
                "--import",
                "m.onnx",
                "--means",
                "0.5,0.25",
                "--standard-deviations",
                "0.1,1"))
        .isZero();
    Normalization given = new Normalization(List.of(0.5, 0.25), List.of(0.1, 1.0));
    assertThat(runs.requests())
        .contains(
            new Runs.Training(
                "c",
                Optional.of(new TeacherImport("m.onnx", Optional.of(given))),
                Optional.empty(),
                Map.of()));
    assertThat(out.toString())
        .startsWith(
            """
            accuracy  91.23 % of 2,000 test images
            weights   /tmp/t.zip
            manifest  /tmp/t.json
            """);
  }

  @Test
  void writesReports() {
    assertThat(run("report", "--run", "/r")).isZero();
    assertThat(out.toString()).isEqualTo("/r/report.html\n");
    assertThat(run("report", "--run", "/r", "--json")).isZero();
    assertThat(out.toString()).contains("\"report\" : \"/r/report.html\"");
    assertThat(runs.requests()).containsExactly("/r", "/r");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                    | A verb is missing. See 'codesign --help'.",
        "serach                                | Unknown verb 'serach'. Did you mean search? See 'codesign --help'.",
        "search --confg x --run y              | Unknown option '--confg'. Did you mean --config? See 'codesign search --help'.",
        "search --config x                     | Missing required option: '--run=DIR'. See 'codesign search --help'.",
        "search --config x --run               | Missing required parameter for option '--run' (DIR). See 'codesign search --help'.",
        "search --config x --run y --until all | Invalid value for option '--until': 'all' is not one of teacher, blocks, sensitivity, costs, front, finalists. See 'codesign search --help'.",
        "train --config x --set foo            | Invalid value for option '--set' (KEY=VALUE): 'foo' is not of the form KEY=VALUE. See 'codesign train --help'.",
        "train --config x --means 0.5          | --means and --standard-deviations need --import. See 'codesign train --help'.",
        "train --config x --import m --means 2 | --means and --standard-deviations go together. See 'codesign train --help'.",
        "quickstart now                        | Unexpected 'now'. See 'codesign quickstart --help'.",
      })
  void refusesWhatItDoesNotUnderstand(String arguments, String message) {
    String[] words =
        Stream.of(arguments.split(" ", -1)).filter(w -> !w.isEmpty()).toArray(String[]::new);
    assertThat(run(words)).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("codesign: " + message + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
    assertThat(runs.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"quickstart", "search", "train", "report"})
  void teachesEachVerb(String verb) {
    assertThat(run(verb, "--help")).isZero();
    assertThat(out.toString())
        .contains(
            "Usage: codesign " + verb, "Exit status:", "no design meets the limits", "Example")
        .contains("  codesign " + verb + " --")
        .doesNotContainIgnoringCase("exit code");
    assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
  }

  @Test
  void listsTheVerbs() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("quickstart   Runs", "search ", "train ", "report ");
    assertThat(runs.requests()).isEmpty();
  }

  @Test
  void tellsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString())
        .contains("codesign " + BuildInfo.load().version(), "commit   abc-dirty", "spark    3.5.")
        .contains("java     " + System.getProperty("java.version"))
        .doesNotContain("${");
    assertThat(List.of(run("search", "--version"), run("train", "-V"))).containsOnly(0);
  }

  private int run(String... arguments) {
    Installation installation =
        new Installation(Optional.of("/opt/co design"), Optional.of("abc-dirty"));
    return new Shell(new CodesignCommand(() -> runs, installation), streams()).run(arguments);
  }

  private Streams streams() {
    return new Streams(new PrintWriter(out), new PrintWriter(err, true));
  }
}
