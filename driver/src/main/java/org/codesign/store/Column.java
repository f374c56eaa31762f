package org.codesign.store;

import java.util.Objects;
import java.util.regex.Pattern;

/** A column of a table. */
public record Column(String name, ColumnType type, Presence presence) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,99}");

  /** Whether every row has a value. */
  public enum Presence {
    REQUIRED,
    NULLABLE
  }

  public Column {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(presence, "presence");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The name (%s) of a column must be letters, digits and underscores, a letter first."
              .formatted(name));
    }
  }

  /** A column with a value in every row. */
  public static Column required(String name, ColumnType type) {
    return new Column(name, type, Presence.REQUIRED);
  }

  /** A column that may be null. */
  public static Column nullable(String name, ColumnType type) {
    return new Column(name, type, Presence.NULLABLE);
  }

  boolean isNullable() {
    return presence == Presence.NULLABLE;
  }
}
