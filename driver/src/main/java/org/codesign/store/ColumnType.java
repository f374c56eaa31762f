package org.codesign.store;

/** The type of a column, and of its values in Java. */
public enum ColumnType {
  STRING(String.class),
  LONG(Long.class),
  DOUBLE(Double.class),
  BOOLEAN(Boolean.class);

  private final Class<?> valueClass;

  ColumnType(Class<?> valueClass) {
    this.valueClass = valueClass;
  }

  /** The class of the values in rows. */
  public Class<?> valueClass() {
    return valueClass;
  }
}
