package org.codesign.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.codesign.data.PlainFiles;

/**
 * Tables as single Parquet files, which Spark and other tools read. Equal rows give equal bytes.
 * Uncompressed, apart from dictionaries: Snappy needs a native library, and what gzip writes
 * depends on the machine's zlib. The name and version of the schema are in the file's metadata.
 */
public final class ParquetTable {

  private final Configuration hadoop;

  public ParquetTable(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * Writes a table, in place of a file of that name.
   *
   * @throws IllegalArgumentException if a row does not match the schema
   * @throws RunDirectoryException if the file cannot be written
   */
  public void write(Path path, TableSchema schema, Iterable<? extends List<?>> rows) {
    MessageType type = ParquetSchema.messageType(schema);
    try (ParquetWriter<Group> writer = writer(path, schema, type)) {
      for (List<?> row : rows) {
        schema.requireRow(row);
        writer.write(group(type, schema, row));
      }
    } catch (IOException e) {
      throw new RunDirectoryException(
          "The table %s cannot be written: %s.".formatted(path, RunFiles.reason(e)), e);
    }
  }

  /**
   * Reads a table.
   *
   * @throws RunDirectoryException if the file does not exist, is damaged, or is no table of a run
   */
  public Table read(Path path) {
    try {
      FileSystem files = PlainFiles.of(path, hadoop);
      try (ParquetFileReader reader = ParquetFileReader.open(ParquetFiles.input(files, path))) {
        FileMetaData footer = reader.getFooter().getFileMetaData();
        TableSchema schema =
            ParquetSchema.tableSchema(footer.getSchema(), footer.getKeyValueMetaData());
        return new Table(schema, rows(reader, footer.getSchema(), schema));
      }
    } catch (FileNotFoundException e) {
      throw new RunDirectoryException("The table %s does not exist.".formatted(path), e);
    } catch (IOException | RuntimeException e) {
      throw new RunDirectoryException(
          "The table %s cannot be read: %s.".formatted(path, e.getMessage()), e);
    }
  }

  private ParquetWriter<Group> writer(Path path, TableSchema schema, MessageType type)
      throws IOException {
    return ExampleParquetWriter.builder(ParquetFiles.output(PlainFiles.of(path, hadoop), path))
        .withType(type)
        .withExtraMetaData(ParquetSchema.metadata(schema))
        .withConf(hadoop)
        .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
        .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
        .build();
  }

  private static Group group(MessageType type, TableSchema schema, List<?> row) {
    SimpleGroup group = new SimpleGroup(type);
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      if (value != null) {
        add(group, i, schema.columns().get(i).type(), value);
      }
    }
    return group;
  }

  private static void add(Group group, int field, ColumnType type, Object value) {
    switch (type) {
      case STRING -> group.add(field, (String) value);
      case LONG -> group.add(field, (long) (Long) value);
      case DOUBLE -> group.add(field, (double) (Double) value);
      case BOOLEAN -> group.add(field, (boolean) (Boolean) value);
    }
  }

  private static List<List<Object>> rows(
      ParquetFileReader reader, MessageType type, TableSchema schema) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    PageReadStore pages = reader.readNextRowGroup();
    while (pages != null) {
      RecordReader<Group> records =
          new ColumnIOFactory()
              .getColumnIO(type)
              .getRecordReader(pages, new GroupRecordConverter(type));
      for (long i = 0; i < pages.getRowCount(); i++) {
        rows.add(row(records.read(), schema));
      }
      pages = reader.readNextRowGroup();
    }
    return rows;
  }

  private static List<Object> row(Group group, TableSchema schema) {
    List<Object> row = new ArrayList<>();
    for (int i = 0; i < schema.columns().size(); i++) {
      row.add(group.getFieldRepetitionCount(i) == 0 ? null : value(group, i, schema));
    }
    return row;
  }

  private static Object value(Group group, int field, TableSchema schema) {
    return switch (schema.columns().get(field).type()) {
      case STRING -> group.getString(field, 0);
      case LONG -> group.getLong(field, 0);
      case DOUBLE -> group.getDouble(field, 0);
      case BOOLEAN -> group.getBoolean(field, 0);
    };
  }
}
