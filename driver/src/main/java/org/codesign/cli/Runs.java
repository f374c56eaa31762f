package org.codesign.cli;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.codesign.data.DataSource;
import org.codesign.export.ExportFormat;
import org.codesign.search.ExportRun;
import org.codesign.search.FineTuneRun;
import org.codesign.search.SearchSummary;
import org.codesign.search.SensitivityRequest;
import org.codesign.search.SensitivityResult;
import org.codesign.search.TeacherImport;
import org.codesign.search.TeacherRun;
import org.codesign.store.Stage;

/** What the verbs do, apart from words. */
interface Runs {

  /**
   * A search as asked for.
   *
   * @param config the configuration file
   * @param run the run directory
   * @param overrides configuration values by key
   * @param until the last stage to run
   * @param timeBudget how long it may take
   * @param blocksFrom a run whose teacher, blocks and sensitivities are taken over
   * @param master where Spark runs unless spark-submit says so
   */
  record Search(
      String config,
      String run,
      Map<String, String> overrides,
      Optional<Stage> until,
      Optional<Duration> timeBudget,
      Optional<String> blocksFrom,
      Optional<String> master) {

    public Search {
      Objects.requireNonNull(config, "config");
      Objects.requireNonNull(run, "run");
      overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
      Objects.requireNonNull(until, "until");
      Objects.requireNonNull(timeBudget, "timeBudget");
      Objects.requireNonNull(blocksFrom, "blocksFrom");
      Objects.requireNonNull(master, "master");
    }
  }

  /** What a search found, and which of its files there are. */
  record Found(SearchSummary summary, Optional<Path> report, Optional<Path> front) {

    public Found {
      Objects.requireNonNull(summary, "summary");
      Objects.requireNonNull(report, "report");
      Objects.requireNonNull(front, "front");
    }
  }

  /**
   * A training as asked for.
   *
   * @param imported the network to take instead of training one
   * @param output where the weights go; without it, where the configuration says
   */
  record Training(
      String config,
      Optional<TeacherImport> imported,
      Optional<String> output,
      Map<String, String> overrides) {

    public Training {
      Objects.requireNonNull(config, "config");
      Objects.requireNonNull(imported, "imported");
      Objects.requireNonNull(output, "output");
      overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    }
  }

  /** A fine-tuning as asked for. */
  record FineTune(String config, FineTuneRun.Request request, Map<String, String> overrides) {

    public FineTune {
      Objects.requireNonNull(config, "config");
      Objects.requireNonNull(request, "request");
      overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    }
  }

  /**
   * An export as asked for.
   *
   * @param output the folder to make the design's folder in; without one, that of the run
   * @param images what to compare the exports on; without them, the samples of the run
   */
  record Export(
      String run,
      String design,
      List<ExportFormat> formats,
      Optional<String> output,
      Optional<DataSource> images) {

    public Export {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(design, "design");
      formats = List.copyOf(formats);
      Objects.requireNonNull(output, "output");
      Objects.requireNonNull(images, "images");
    }
  }

  /**
   * Sensitivities as asked for.
   *
   * @param output the directory of the results
   * @param master where Spark runs unless spark-submit says so
   */
  record Sensitivity(SensitivityRequest request, String output, Optional<String> master) {

    public Sensitivity {
      Objects.requireNonNull(request, "request");
      Objects.requireNonNull(output, "output");
      Objects.requireNonNull(master, "master");
    }
  }

  /** Runs or resumes a search. */
  Found search(Search search);

  /** Trains or imports a teacher. */
  TeacherRun.Summary train(Training training);

  /** Fine-tunes a teacher with its bits simulated. */
  FineTuneRun.Summary fineTune(FineTune fineTune);

  /** Writes the report of a run again and returns its path. */
  Path report(String run);

  /** Measures the sensitivities of a network, or what is missing of them. */
  SensitivityResult sensitivity(Sensitivity sensitivity);

  /** Exports a measured design. */
  ExportRun.Summary export(Export export);
}
