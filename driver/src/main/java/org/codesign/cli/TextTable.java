package org.codesign.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns, two spaces apart: names to the left, numbers to the right. */
final class TextTable {

  /** Where the cells of a column stand. */
  enum Alignment {
    LEFT,
    RIGHT
  }

  /** A column's title and alignment. */
  record Column(String title, Alignment alignment) {

    static Column left(String title) {
      return new Column(title, Alignment.LEFT);
    }

    static Column right(String title) {
      return new Column(title, Alignment.RIGHT);
    }
  }

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(Column... columns) {
    this.columns = List.of(columns);
    rows.add(this.columns.stream().map(Column::title).toList());
  }

  /** Adds a row of one cell a column. */
  void add(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "The cells (%d) of a row must be as many as the columns (%d)."
              .formatted(cells.length, columns.size()));
    }
    rows.add(List.of(cells));
  }

  /** The table, with a line end after each row and no blanks before it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        line.append(i == 0 ? "" : "  ").append(padded(row.get(i), i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private String padded(String cell, int column) {
    int width = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    String blanks = " ".repeat(width - cell.length());
    return columns.get(column).alignment() == Alignment.LEFT ? cell + blanks : blanks + cell;
  }
}
