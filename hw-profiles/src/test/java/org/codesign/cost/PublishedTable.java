package org.codesign.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A table of numbers in the test resources: comment lines with the source, a header, rows. */
record PublishedTable(List<String> columns, List<List<Double>> rows) {

  static PublishedTable read(String name) {
    try (InputStream stream = PublishedTable.class.getResourceAsStream(name)) {
      String text =
          new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
      List<List<String>> lines =
          text.lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> Arrays.asList(line.split(",")))
              .toList();
      List<List<Double>> rows =
          lines.stream().skip(1).map(line -> line.stream().map(Double::valueOf).toList()).toList();
      return new PublishedTable(lines.get(0), rows);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  double value(List<Double> row, String column) {
    return row.get(columns.indexOf(column));
  }

  int integer(List<Double> row, String column) {
    return (int) value(row, column);
  }
}
