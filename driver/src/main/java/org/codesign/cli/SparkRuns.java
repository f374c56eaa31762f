package org.codesign.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.codesign.config.ConfigurationException;
import org.codesign.config.InputFile;
import org.codesign.config.RunConfig;
import org.codesign.data.Datasets;
import org.codesign.data.ImageSet;
import org.codesign.onnx.ModelFile;
import org.codesign.search.ExportRun;
import org.codesign.search.FineTuneRun;
import org.codesign.search.ImportedSensitivityRun;
import org.codesign.search.ReportRun;
import org.codesign.search.SearchRun;
import org.codesign.search.SearchSummary;
import org.codesign.search.SensitivityRequest;
import org.codesign.search.SensitivityResult;
import org.codesign.search.TeacherRun;
import org.codesign.search.TimeBudget;
import org.codesign.sensitivity.NetworkOpener;

/** Does what the verbs ask for, with Spark where they need it. */
final class SparkRuns implements Runs {

  private static final String REPORT = "report.html";
  private static final String FRONT = "front.csv";

  private final List<String> arguments;
  private final Installation installation;
  private final PrintWriter messages;
  private final Terminal terminal;

  /**
   * @param arguments of the command line, for the provenance
   * @param messages where progress goes
   */
  SparkRuns(
      List<String> arguments, Installation installation, PrintWriter messages, Terminal terminal) {
    this.arguments = List.copyOf(arguments);
    this.installation = installation;
    this.messages = messages;
    this.terminal = terminal;
  }

  @Override
  public Found search(Search search) {
    Map<String, String> provenance = provenance();
    TimeBudget budget = search.timeBudget().map(TimeBudget::of).orElseGet(TimeBudget::unlimited);
    SparkConf conf = SparkStart.configure(new SparkConf(), search.master());
    Configuration hadoop = SparkStart.hadoop(conf);
    RunConfig config = RunConfig.read(search.config(), search.overrides(), hadoop);
    Path folder = Names.parse("--run", search.run());
    return withProgress(
        progress -> {
          progress.note(
              "%s: codesign %s, Spark %s on %s, run directory %s"
                  .formatted(
                      config.name(),
                      BuildInfo.load().version(),
                      SparkStart.version(),
                      conf.get("spark.master"),
                      Names.of(folder)));
          try (JavaSparkContext spark = SparkStart.start(conf)) {
            SearchSummary summary =
                new SearchRun(config, folder, spark, progress, budget, provenance)
                    .run(
                        search.until(),
                        search.blocksFrom().map(other -> Names.parse("--blocks-from", other)));
            return found(summary, hadoop);
          }
        });
  }

  @Override
  public TeacherRun.Summary train(Training training) {
    Map<String, String> provenance = provenance();
    Configuration hadoop = hadoop();
    RunConfig config = RunConfig.read(training.config(), training.overrides(), hadoop);
    Path weights = weights(training, config);
    return withProgress(
        progress -> {
          TeacherRun run = new TeacherRun(config, weights, hadoop, progress, provenance);
          return training.imported().map(run::run).orElseGet(run::run);
        });
  }

  @Override
  public FineTuneRun.Summary fineTune(FineTune fineTune) {
    Configuration hadoop = hadoop();
    RunConfig config = RunConfig.read(fineTune.config(), fineTune.overrides(), hadoop);
    return withProgress(
        progress ->
            new FineTuneRun(config, hadoop, progress, provenance()).run(fineTune.request()));
  }

  @Override
  public Path report(String run) {
    return ReportRun.write(Names.parse("--run", run), hadoop());
  }

  @Override
  public SensitivityResult sensitivity(Sensitivity sensitivity) {
    Map<String, String> provenance = provenance();
    SparkConf conf = SparkStart.configure(new SparkConf(), sensitivity.master());
    Path folder = Names.parse("--output", sensitivity.output());
    SensitivityRequest request = sensitivity.request();
    NetworkOpener opener =
        new ModelFile(
            request.model(),
            request.has(SensitivityRequest.Part.FOLDED),
            request.loss(),
            request.input());
    return withProgress(
        progress -> {
          try (JavaSparkContext spark = SparkStart.start(conf)) {
            return new ImportedSensitivityRun(request, opener, spark, progress, provenance)
                .run(folder);
          }
        });
  }

  @Override
  public ExportRun.Summary export(Export export) {
    Configuration hadoop = hadoop();
    Path run = Names.parse("--run", export.run());
    Optional<Path> output = export.output().map(folder -> Names.parse("--output", folder));
    Optional<ImageSet> images = export.images().map(source -> Datasets.read(source, hadoop));
    return new ExportRun(run, export.design(), hadoop).write(export.formats(), images, output);
  }

  private static Path weights(Training training, RunConfig config) {
    Optional<Path> asked = training.output().map(output -> Names.parse("--output", output));
    Optional<Path> configured = config.teacher().weights().map(InputFile::path);
    return asked
        .or(() -> configured)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(
                        "%s: teacher.weights: is missing; name it, or give --output FILE"
                            .formatted(training.config()))));
  }

  private static Found found(SearchSummary summary, Configuration hadoop) {
    return new Found(
        summary,
        existing(new Path(summary.run(), REPORT), hadoop),
        existing(new Path(summary.run(), FRONT), hadoop));
  }

  private static Optional<Path> existing(Path path, Configuration hadoop) {
    try {
      return path.getFileSystem(hadoop).exists(path) ? Optional.of(path) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private <T> T withProgress(Function<ConsoleProgress, T> work) {
    try (ConsoleProgress progress = new ConsoleProgress(messages, terminal, System::nanoTime)) {
      ScheduledExecutorService ticker = progress.startTicking();
      try {
        return work.apply(progress);
      } finally {
        ticker.shutdownNow();
      }
    }
  }

  private Map<String, String> provenance() {
    return Provenance.collect(arguments, installation, SparkStart.version(), Instant.now());
  }

  private static Configuration hadoop() {
    return SparkStart.hadoop(new SparkConf());
  }
}
