package org.codesign.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.quantization.BitWidths;
import org.codesign.report.BlockOutcome;
import org.codesign.report.BlockRow;
import org.codesign.report.Column;
import org.codesign.report.Fact;
import org.codesign.report.Finalist;
import org.codesign.report.FinalistTable;
import org.codesign.report.FrontPoint;
import org.codesign.report.FrontTable;
import org.codesign.report.LayerSensitivity;
import org.codesign.report.LayerTime;
import org.codesign.report.QuantizationSensitivity;
import org.codesign.report.RankAgreement;
import org.codesign.report.ReportModel;
import org.codesign.report.ReportPage;
import org.codesign.report.RunSummary;
import org.codesign.report.Teacher;
import org.codesign.store.ParquetTable;
import org.codesign.store.RunDirectory;
import org.codesign.store.Stage;
import org.codesign.store.Table;

/** Writes the report of a finished run from its tables. */
public final class ReportRun {

  private static final String REPORT = "report.html";
  private static final String WEIGHTS = "WEIGHTS";

  private final RunDirectory run;
  private final ParquetTable tables;
  private final RunSummaryFile summary;

  private ReportRun(RunDirectory run, Configuration hadoop) {
    this.run = run;
    this.tables = new ParquetTable(hadoop);
    this.summary = RunSummaryFile.read(run);
  }

  /** Writes {@code report.html} and returns its path. */
  public static Path write(Path run, Configuration hadoop) {
    RunDirectory directory = RunDirectory.read(run, hadoop);
    String page = ReportPage.render(new ReportRun(directory, hadoop).model());
    directory.writeBytes(REPORT, page.getBytes(StandardCharsets.UTF_8));
    return directory.resolve(REPORT);
  }

  private ReportModel model() {
    FrontTable front = front();
    return new ReportModel(runSummary(), front, finalists(front), blocks(), layers(), provenance());
  }

  private RunSummary runSummary() {
    List<Fact> figures = new ArrayList<>();
    figures.add(
        new Fact(
            "Hypervolume of the front", String.format(Locale.ROOT, "%.4f", summary.hypervolume())));
    if (summary.frontGap() > 0) {
      figures.add(
          new Fact(
              "Hypervolume of the exact front that this one has at least",
              String.format(Locale.ROOT, "%.2f %%", 100 * (1 - summary.frontGap()))));
    }
    if (summary.training() != null) {
      figures.addAll(training(summary.training()));
    }
    if (summary.predictor() != null) {
      figures.add(
          new Fact(
              "Error of the accuracy predictor on held-out networks",
              String.format(Locale.ROOT, "%.1f points", 100 * summary.predictor().meanError())));
    }
    return new RunSummary(
        summary.name(),
        summary.device(),
        summary.accelerators(),
        summary.designs(),
        new Teacher(
            "teacher", summary.teacherAccuracy(), summary.testImages(), summary.teacherBytes()),
        figures);
  }

  private static List<Fact> training(RunSummaryFile.Training training) {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            String.format(
                Locale.ROOT,
                "Training images of the blocks, of %,d to train all to the end",
                training.images().whole()),
            String.format(Locale.ROOT, "%,d", training.images().used())));
    if (training.chain() != null) {
      facts.add(
          new Fact(
              "Error of trained blocks in a chain over the sum of their own",
              String.format(Locale.ROOT, "%.2f", training.chain().ratio())));
    }
    return facts;
  }

  private FrontTable front() {
    List<Column> columns =
        List.of(
            column("predicted_loss", "predicted loss", "nats", "loss"),
            column("latency_millis", "latency", "ms", "latency"),
            column("latency_millis_low", "90 % from", "ms", ""),
            column("latency_millis_high", "90 % to", "ms", ""),
            column("energy_microjoules", "energy", "µJ", "energy"),
            column("size_bytes", "size", "bytes", "size"),
            column("lut", "LUT", "", ""),
            column("dsp", "DSP", "", ""),
            column("bram36", "BRAM36", "", ""));
    return new FrontTable(columns, summary.positions(), points(columns, Stage.FRONT, "front"));
  }

  private List<FrontPoint> points(List<Column> columns, Stage stage, String table) {
    List<FrontPoint> points = new ArrayList<>();
    for (Map<String, Object> row : rows(stage, table)) {
      List<Double> values =
          columns.stream().map(column -> ((Number) row.get(column.key())).doubleValue()).toList();
      List<String> blocks =
          summary.positions().stream()
              .map(position -> (String) row.get(position.replace('.', '_')))
              .toList();
      points.add(
          new FrontPoint(
              (String) row.get("design"), values, (String) row.get("accelerator"), blocks));
    }
    return points;
  }

  private Column column(String key, String label, String unit, String objective) {
    Column.Direction direction =
        summary.objectives().contains(objective)
            ? Column.Direction.MINIMIZED
            : Column.Direction.REPORTED;
    return new Column(key, label, unit, direction);
  }

  private FinalistTable finalists(FrontTable front) {
    Map<String, FrontPoint> points = new LinkedHashMap<>();
    points(front.columns(), Stage.FINALISTS, Tables.FINALIST_DESIGNS)
        .forEach(point -> points.put(point.id(), point));
    Map<String, List<LayerTime>> layers = layerTimes();
    List<Finalist> finalists = new ArrayList<>();
    for (Map<String, Object> row : rows(Stage.FINALISTS, "finalists")) {
      finalists.add(
          new Finalist(
              points.get((String) row.get("design")),
              (Double) row.get("predicted_loss"),
              (Double) row.get("float_accuracy"),
              (Double) row.get("quantized_accuracy"),
              (Double) row.get("compression"),
              layers.getOrDefault((String) row.get("design"), List.of())));
    }
    List<RankAgreement> agreements = new ArrayList<>();
    if (summary.kendallTau() != null) {
      agreements.add(
          new RankAgreement(
              "predicted loss and measured quantized accuracy",
              summary.kendallTau(),
              finalists.size()));
    }
    RunSummaryFile.Predictor predictor = summary.predictor();
    if (predictor != null && predictor.kendallTau() != null) {
      agreements.add(
          new RankAgreement(
              "accuracy predicted for networks held out of the fit and measured accuracy",
              predictor.kendallTau(),
              predictor.networks()));
    }
    return new FinalistTable("predicted loss", finalists, agreements);
  }

  private Map<String, List<LayerTime>> layerTimes() {
    Map<String, List<LayerTime>> layers = new LinkedHashMap<>();
    for (Map<String, Object> row : rows(Stage.FINALISTS, Tables.LAYERS.name())) {
      layers
          .computeIfAbsent((String) row.get("design"), unused -> new ArrayList<>())
          .add(
              new LayerTime(
                  row.get("position") + "." + row.get("layer"),
                  "w%sa%s".formatted(row.get("weight_bits"), row.get("activation_bits")),
                  (Double) row.get("latency_millis"),
                  Tables.MEASURED.equals(row.get("origin"))));
    }
    return layers;
  }

  private List<BlockRow> blocks() {
    List<BlockRow> result = new ArrayList<>();
    for (Map<String, Object> row : rows(Stage.BLOCKS, "blocks")) {
      String failure = (String) row.get("failure");
      result.add(
          new BlockRow(
              (String) row.get("position"),
              (String) row.get("operator"),
              (Long) row.get("weights"),
              failure.isEmpty()
                  ? new BlockOutcome.Trained((Double) row.get("held_out_error"))
                  : new BlockOutcome.Diverged(failure)));
    }
    return result;
  }

  /** Weights and activations of each layer; a projection reads what the first layer reads. */
  private List<LayerSensitivity> layers() {
    Map<String, QuantizationSensitivity> activations = new LinkedHashMap<>();
    Map<String, QuantizationSensitivity> first = new LinkedHashMap<>();
    List<Map<String, Object>> rows = rows(Stage.SENSITIVITY, "sensitivity");
    for (Map<String, Object> row : rows) {
      if (!WEIGHTS.equals(row.get("tensor"))) {
        activations.put(block(row) + row.get("layer"), sensitivity(row));
        first.putIfAbsent(block(row), sensitivity(row));
      }
    }
    List<LayerSensitivity> result = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      if (WEIGHTS.equals(row.get("tensor"))) {
        QuantizationSensitivity own = activations.get(block(row) + row.get("layer"));
        result.add(
            new LayerSensitivity(
                (String) row.get("position"),
                (String) row.get("operator"),
                (String) row.get("layer"),
                (Long) row.get("elements"),
                sensitivity(row),
                own == null ? first.get(block(row)) : own));
      }
    }
    return result;
  }

  private static String block(Map<String, Object> row) {
    return row.get("position") + " " + row.get("operator") + " ";
  }

  private static QuantizationSensitivity sensitivity(Map<String, Object> row) {
    SortedMap<Integer, Double> omega = new TreeMap<>();
    for (int bits = BitWidths.MINIMUM; bits <= BitWidths.MAXIMUM; bits++) {
      Double value = (Double) row.get("omega_" + bits);
      if (value != null) {
        omega.put(bits, value);
      }
    }
    double elements = (Long) row.get("elements");
    return new QuantizationSensitivity(
        (Double) row.get("trace") / elements, (Double) row.get("standard_error") / elements, omega);
  }

  private List<Fact> provenance() {
    List<Fact> facts = new ArrayList<>();
    run.manifest().provenance().forEach((key, value) -> facts.add(new Fact(key, value)));
    run.manifest()
        .inputs()
        .forEach((file, hash) -> facts.add(new Fact("SHA-256 of " + file, hash)));
    summary
        .stageSeconds()
        .forEach(
            (stage, seconds) ->
                facts.add(
                    new Fact("Seconds in " + stage, String.format(Locale.ROOT, "%.1f", seconds))));
    return facts;
  }

  private List<Map<String, Object>> rows(Stage stage, String name) {
    Table table = tables.read(new Path(run.stage(stage).folder(), name + ".parquet"));
    List<String> header = table.schema().header();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (List<Object> values : table.rows()) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        row.put(header.get(i), values.get(i));
      }
      rows.add(row);
    }
    return rows;
  }
}
