package org.codesign.cli;

import static org.codesign.cli.TextTable.Column.left;
import static org.codesign.cli.TextTable.Column.right;

import java.math.BigInteger;
import java.util.Locale;
import org.codesign.hardware.ResourceUse;
import org.codesign.search.Design;
import org.codesign.search.SearchSummary;
import org.codesign.search.SearchSummary.FinalistSummary;

/**
 * A search's result for a person: the finalists, one a line, and what there is to look at. The drop
 * is against the teacher in percentage points; kB are 1,000 bytes.
 */
final class SearchText {

  private static final int LABEL_WIDTH = 22;
  private static final double BYTES_PER_KILOBYTE = 1000;

  private SearchText() {}

  static String of(Runs.Found found) {
    SearchSummary summary = found.summary();
    StringBuilder text = new StringBuilder();
    if (!summary.finalists().isEmpty()) {
      text.append(table(summary)).append('\n');
    }
    line(text, "designs in the space", Numbers.count(summary.designs()));
    if (summary.frontPoints() > 0) {
      line(text, "points on the front", Numbers.count(BigInteger.valueOf(summary.frontPoints())));
    }
    if (Double.isFinite(summary.teacherAccuracy())) {
      line(text, "teacher's accuracy", Numbers.percent(summary.teacherAccuracy()) + " %");
    }
    summary
        .kendallTau()
        .ifPresent(tau -> line(text, "Kendall's tau", String.format(Locale.ROOT, "%.2f", tau)));
    if (!summary.unfinished().isEmpty()) {
      line(text, "time budget spent", String.join("; ", summary.unfinished()));
      line(text, "to go on", "the same command");
    }
    found.front().ifPresent(front -> line(text, "front", Names.of(front)));
    found.report().ifPresent(report -> line(text, "report", Names.of(report)));
    if (!summary.finalists().isEmpty()) {
      line(
          text,
          "to deploy one",
          "bin/codesign export --run %s --design %s"
              .formatted(quoted(Names.of(summary.run())), summary.finalists().get(0).design()));
    }
    if (found.front().isEmpty()) {
      line(text, "run directory", Names.of(summary.run()));
    }
    return text.toString();
  }

  /** For a shell. */
  private static String quoted(String path) {
    return path.matches("[\\w@%+=:,./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append(label).append(" ".repeat(LABEL_WIDTH - label.length())).append(value).append('\n');
  }

  private static TextTable table(SearchSummary summary) {
    TextTable table =
        new TextTable(
            left("design"),
            right("accuracy %"),
            right("drop"),
            right("latency ms"),
            right("90 % interval"),
            right("energy uJ"),
            right("size kB"),
            right("smaller"),
            right("DSP"),
            right("BRAM36"),
            right("LUT"),
            left("accelerator"));
    for (FinalistSummary finalist : summary.finalists()) {
      add(table, finalist, summary.teacherAccuracy());
    }
    return table;
  }

  private static void add(TextTable table, FinalistSummary finalist, double teacherAccuracy) {
    Design.Prediction prediction = finalist.prediction();
    ResourceUse resources = finalist.resources();
    table.add(
        finalist.design(),
        Numbers.percent(finalist.quantizedAccuracy()),
        Numbers.percent(teacherAccuracy - finalist.quantizedAccuracy()),
        Numbers.significant(prediction.latencyMillis()),
        Numbers.significant(prediction.latencyLowMillis())
            + "-"
            + Numbers.significant(prediction.latencyHighMillis()),
        Numbers.significant(prediction.energyMicrojoules()),
        Numbers.significant(prediction.sizeBytes() / BYTES_PER_KILOBYTE),
        String.format(Locale.ROOT, "%.1fx", finalist.compression()),
        resource(resources, resources.dsp()),
        resource(resources, resources.bram36()),
        resource(resources, resources.lut()),
        finalist.accelerator());
  }

  /** A device without such resources uses none of any. */
  private static String resource(ResourceUse all, long count) {
    return all.equals(ResourceUse.NONE) ? "-" : Numbers.count(BigInteger.valueOf(count));
  }
}
