package org.codesign.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Table schemas in Parquet's terms. */
final class ParquetSchema {

  static final String NAME_KEY = "codesign.table";
  static final String VERSION_KEY = "codesign.schema-version";

  private ParquetSchema() {}

  static MessageType messageType(TableSchema schema) {
    List<Type> fields = new ArrayList<>();
    for (Column column : schema.columns()) {
      fields.add(field(column));
    }
    return new MessageType(schema.name(), fields);
  }

  static Map<String, String> metadata(TableSchema schema) {
    return Map.of(NAME_KEY, schema.name(), VERSION_KEY, String.valueOf(schema.version()));
  }

  /**
   * The schema in a Parquet footer.
   *
   * @throws IllegalArgumentException if it is not one that {@link #messageType} made
   */
  static TableSchema tableSchema(MessageType type, Map<String, String> metadata) {
    if (!metadata.containsKey(NAME_KEY) || !metadata.containsKey(VERSION_KEY)) {
      throw new IllegalArgumentException("it has no " + NAME_KEY + " and " + VERSION_KEY);
    }
    List<Column> columns = new ArrayList<>();
    for (Type field : type.getFields()) {
      columns.add(column(field));
    }
    return new TableSchema(
        metadata.get(NAME_KEY), Integer.parseInt(metadata.get(VERSION_KEY)), columns);
  }

  private static Type field(Column column) {
    Type.Repetition repetition =
        column.isNullable() ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED;
    Types.PrimitiveBuilder<PrimitiveType> builder =
        Types.primitive(primitive(column.type()), repetition);
    return column.type() == ColumnType.STRING
        ? builder.as(LogicalTypeAnnotation.stringType()).named(column.name())
        : builder.named(column.name());
  }

  private static PrimitiveTypeName primitive(ColumnType type) {
    return switch (type) {
      case STRING -> PrimitiveTypeName.BINARY;
      case LONG -> PrimitiveTypeName.INT64;
      case DOUBLE -> PrimitiveTypeName.DOUBLE;
      case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
    };
  }

  private static Column column(Type field) {
    for (ColumnType type : ColumnType.values()) {
      for (Column.Presence presence : Column.Presence.values()) {
        Column column = new Column(field.getName(), type, presence);
        if (field(column).equals(field)) {
          return column;
        }
      }
    }
    throw new IllegalArgumentException("its column " + field + " is of another type");
  }
}
