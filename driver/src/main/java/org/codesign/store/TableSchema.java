package org.codesign.store;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * The columns of a table.
 *
 * @param name the name of the table
 * @param version grows when the columns or their meaning change
 * @param columns in order, no name twice
 */
public record TableSchema(String name, int version, List<Column> columns) {

  public TableSchema {
    Objects.requireNonNull(name, "name");
    columns = List.copyOf(columns);
    List<String> names = columns.stream().map(Column::name).toList();
    if (version < 1 || columns.isEmpty() || new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException(
          "The table %s needs a version (%d) of at least 1 and columns of different names (%s)."
              .formatted(name, version, String.join(", ", names)));
    }
  }

  /** The names of the columns. */
  public List<String> header() {
    return columns.stream().map(Column::name).toList();
  }

  /**
   * Checks a row against the columns.
   *
   * @throws IllegalArgumentException if it does not match
   */
  void requireRow(List<?> row) {
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(
          "A row of the table %s must have %d values, not %d."
              .formatted(name, columns.size(), row.size()));
    }
    for (int i = 0; i < row.size(); i++) {
      Column column = columns.get(i);
      Object value = row.get(i);
      boolean fits =
          value == null ? column.isNullable() : column.type().valueClass().isInstance(value);
      if (!fits) {
        throw new IllegalArgumentException(
            "The value (%s) of %s.%s must be a %s%s."
                .formatted(
                    value,
                    name,
                    column.name(),
                    column.type().valueClass().getSimpleName(),
                    column.isNullable() ? " or null" : ""));
      }
    }
  }
}
