package org.codesign.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.codesign.config.ConfigurationException;
import org.codesign.pareto.Objective;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.ParetoFrontBuilder;

/**
 * The front of the rows of a CSV file, made while it is read. Payloads are row numbers; the first
 * row after the header is 0.
 */
final class PointsFile {

  private static final int MOST_PROBLEMS = 20;
  private static final int LONGEST_VALUE = 40;

  private final String name;
  private final List<Objective> objectives;
  private final List<String> problems = new ArrayList<>();
  private long more;

  private PointsFile(String name, List<Objective> objectives) {
    this.name = name;
    this.objectives = objectives;
  }

  /**
   * What was read.
   *
   * @param points the number of rows
   * @param best the smallest minimised value of each objective
   * @param worst the largest one
   */
  record Points(long points, ParetoFront front, List<Double> best, List<Double> worst) {}

  static Points read(String name, InputStream in, List<Objective> objectives) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16)) {
      return new PointsFile(name, objectives).read(new CsvRows(reader));
    } catch (IOException e) {
      throw UserFiles.refused(name, "it cannot be read (" + e.getMessage() + ")");
    }
  }

  private Points read(CsvRows rows) throws IOException {
    List<String> header = rows.next().stream().map(String::strip).toList();
    if (header.isEmpty()) {
      throw UserFiles.refused(name, "it is empty; a header line and rows are needed");
    }
    int[] columns = columns(header);
    int count = columns.length;
    ParetoFrontBuilder builder = new ParetoFrontBuilder(count);
    long[] codes = new long[count];
    double[] best = new double[count];
    double[] worst = new double[count];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    Arrays.fill(worst, Double.NEGATIVE_INFINITY);
    long row = 0;
    for (List<String> fields = rows.next(); !fields.isEmpty(); fields = rows.next()) {
      if (fields.size() != header.size()) {
        problem(rows, "%d fields; the header has %d".formatted(fields.size(), header.size()));
      } else if (encode(fields, columns, codes, best, worst, rows)) {
        builder.add(codes, 0, row);
      }
      row++;
    }
    if (row == 0) {
      problems.add(name + ": there is no row after the header");
    }
    if (!problems.isEmpty()) {
      if (more > 0) {
        problems.add("%s: and %d more".formatted(name, more));
      }
      throw new ConfigurationException(problems);
    }
    return new Points(row, builder.build(), list(best), list(worst));
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private int[] columns(List<String> header) {
    int[] columns = new int[objectives.size()];
    for (int j = 0; j < columns.length; j++) {
      String column = objectives.get(j).name();
      columns[j] = header.indexOf(column);
      if (columns[j] < 0) {
        problems.add(
            "%s: there is no column %s; there are %s"
                .formatted(name, column, cut(String.join(", ", header), 200)));
      } else if (header.lastIndexOf(column) != columns[j]) {
        problems.add("%s: there are two columns %s".formatted(name, column));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return columns;
  }

  private boolean encode(
      List<String> fields, int[] columns, long[] codes, double[] best, double[] worst, CsvRows at) {
    for (int j = 0; j < columns.length; j++) {
      String field = fields.get(columns[j]);
      double value = number(field);
      if (!Double.isFinite(value)) {
        problem(
            at,
            "%s: '%s' must be a finite number"
                .formatted(objectives.get(j).name(), cut(field.strip(), LONGEST_VALUE)));
        return false;
      }
      codes[j] = objectives.get(j).encode(value);
      double minimised = objectives.get(j).minimised(value);
      best[j] = Math.min(best[j], minimised);
      worst[j] = Math.max(worst[j], minimised);
    }
    return true;
  }

  private void problem(CsvRows at, String what) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add("%s: line %d: %s".formatted(name, at.line(), what));
    } else {
      more++;
    }
  }

  private static double number(String field) {
    try {
      return Double.parseDouble(field);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length) + "..." : text;
  }
}
