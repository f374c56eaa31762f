package org.codesign.store;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tables as CSV text (Shafranovich, RFC 4180, 2005): a header line, lines that end in CRLF, quotes
 * only where needed. Null is an empty field, the empty string is {@code ""}. A number is the
 * shortest decimal that reads back as the same double, {@code 0.1} or {@code 1.0E-5}, the same on
 * every Java version ({@link Double#toString(double)} writes a digit too many now and then before
 * Java 19); equal rows give equal bytes.
 */
public final class CsvTable {

  private static final String LINE_END = "\r\n";

  private CsvTable() {}

  /** The text of a table. */
  public static String format(Table table) {
    StringBuilder text = new StringBuilder();
    text.append(String.join(",", table.schema().header())).append(LINE_END);
    for (List<Object> row : table.rows()) {
      text.append(row.stream().map(CsvTable::field).collect(Collectors.joining(",")));
      text.append(LINE_END);
    }
    return text.toString();
  }

  /**
   * The table in a text.
   *
   * @throws IllegalArgumentException if the text is not CSV or does not match the schema, with the
   *     line or the row
   */
  public static Table parse(String text, TableSchema schema) {
    List<List<String>> records = parse(text);
    if (records.isEmpty() || !records.get(0).equals(schema.header())) {
      throw new IllegalArgumentException(
          "The CSV must begin with the header %s.".formatted(String.join(",", schema.header())));
    }
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 1; i < records.size(); i++) {
      rows.add(row(records.get(i), schema, i));
    }
    return new Table(schema, rows);
  }

  /**
   * The records of any CSV text, the header first; an empty field without quotes is null.
   *
   * @throws IllegalArgumentException if the text is not CSV, with the line
   */
  public static List<List<String>> parse(String text) {
    return CsvParser.parse(text);
  }

  private static String field(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double number) {
      return NumberOutput.toString(number, true);
    }
    String text = value.toString();
    boolean isPlain = !text.isEmpty() && text.chars().noneMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return isPlain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private static List<Object> row(List<String> fields, TableSchema schema, int number) {
    if (fields.size() != schema.columns().size()) {
      throw new IllegalArgumentException(
          "Row %d of the CSV must have %d fields, not %d."
              .formatted(number, schema.columns().size(), fields.size()));
    }
    List<Object> row = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Column column = schema.columns().get(i);
      row.add(value(fields.get(i), column, number));
    }
    return row;
  }

  private static Object value(String field, Column column, int number) {
    if (field == null) {
      return null;
    }
    try {
      return switch (column.type()) {
        case STRING -> field;
        case LONG -> Long.valueOf(field);
        case DOUBLE -> Double.valueOf(field);
        case BOOLEAN -> flag(field);
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The field (%s) of %s in row %d of the CSV must be a %s."
              .formatted(field, column.name(), number, column.type().valueClass().getSimpleName()),
          e);
    }
  }

  private static Boolean flag(String field) {
    if (!field.equals("true") && !field.equals("false")) {
      throw new IllegalArgumentException(field);
    }
    return Boolean.valueOf(field);
  }
}
