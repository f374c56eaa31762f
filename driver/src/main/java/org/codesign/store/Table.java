package org.codesign.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** A table in memory: rows of values of the columns' types, null where the column allows it. */
public record Table(TableSchema schema, List<List<Object>> rows) {

  public Table {
    Objects.requireNonNull(schema, "schema");
    List<List<Object>> copies = new ArrayList<>();
    for (List<Object> row : rows) {
      schema.requireRow(row);
      copies.add(Collections.unmodifiableList(new ArrayList<>(row)));
    }
    rows = Collections.unmodifiableList(copies);
  }

  /**
   * This table if it has the given schema.
   *
   * @throws RunDirectoryException if it has another one, because another version wrote it
   */
  public Table require(TableSchema expected) {
    if (!schema.equals(expected)) {
      throw new RunDirectoryException(
          "The table %s of version %d with columns %s must be %s of version %d with columns %s."
              .formatted(
                  schema.name(),
                  schema.version(),
                  String.join(", ", schema.header()),
                  expected.name(),
                  expected.version(),
                  String.join(", ", expected.header())));
    }
    return this;
  }
}
