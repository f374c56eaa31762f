package org.codesign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableTest {

  private static final TableSchema SCHEMA =
      new TableSchema(
          "blocks",
          3,
          List.of(
              Column.required("position", ColumnType.STRING),
              Column.nullable("reason", ColumnType.STRING),
              Column.required("images", ColumnType.LONG),
              Column.nullable("nmse", ColumnType.DOUBLE),
              Column.required("diverged", ColumnType.BOOLEAN)));

  private final ParquetTable tables = new ParquetTable(new Configuration(false));

  @TempDir private Path folder;

  private Path file;

  @BeforeEach
  void resolve() {
    file = folder.resolve("blocks.parquet");
  }

  @Test
  void readsBackWhatWasWritten() throws IOException {
    List<List<Object>> rows =
        List.of(
            Arrays.asList("stage1.block1", null, 4000L, 0.1 + 0.2, false),
            Arrays.asList("größe \"x\",\n", "", Long.MIN_VALUE, Double.NaN, true),
            Arrays.asList("", "no", Long.MAX_VALUE, null, true),
            Arrays.asList("a", "b", 0L, Double.NEGATIVE_INFINITY, false));
    write(rows);
    Table table = tables.read(path(file));
    assertThat(table.schema()).isEqualTo(SCHEMA);
    assertThat(table.rows()).isEqualTo(rows);
    try (var names = Files.list(folder)) {
      assertThat(names).containsExactly(file);
    }
  }

  @Test
  void readsBackAnEmptyTable() {
    write(List.of());
    assertThat(tables.read(path(file)).rows()).isEmpty();
    assertThat(tables.read(path(file)).require(SCHEMA).schema()).isEqualTo(SCHEMA);
  }

  @Test
  void equalRowsGiveEqualBytes() throws IOException {
    List<List<Object>> rows = randomRows(5000);
    write(rows);
    byte[] first = Files.readAllBytes(file);
    write(rows);
    assertThat(file).hasBinaryContent(first);
    assertThat(tables.read(path(file)).rows()).isEqualTo(rows);
  }

  @Test
  void rejectsARowThatDoesNotMatch() {
    assertThatThrownBy(() -> write(List.of(List.of("a", "b", 1L))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A row of the table blocks must have 5 values, not 3.");
    assertThatThrownBy(() -> write(List.of(List.of("a", "b", 1, 0.5, true))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The value (1) of blocks.images must be a Long.");
    assertThatThrownBy(() -> write(List.of(List.of("a", "b", 1L, 1L, true))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The value (1) of blocks.nmse must be a Double or null.");
    assertThatThrownBy(() -> write(List.of(Arrays.asList(null, "b", 1L, 0.5, true))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The value (null) of blocks.position must be a String.");
  }

  @Test
  void rejectsAFileThatIsMissingOrCutOff() throws IOException {
    assertThatThrownBy(() -> tables.read(path(file)))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage("The table %s does not exist.".formatted(file));
    write(randomRows(10));
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> tables.read(path(file)))
          .as("%d bytes", length)
          .isInstanceOf(RunDirectoryException.class)
          .hasMessageStartingWith("The table %s cannot be read: ".formatted(file));
    }
  }

  @Test
  void rejectsATableOfAnotherVersion() {
    write(List.of());
    TableSchema older = new TableSchema("blocks", 2, SCHEMA.columns());
    assertThatThrownBy(() -> tables.read(path(file)).require(older))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageStartingWith("The table blocks of version 3 with columns position, ")
        .hasMessageContaining(" must be blocks of version 2 with columns position, ");
  }

  @Test
  void rejectsASchemaWithANameTwice() {
    Column column = Column.required("a", ColumnType.LONG);
    assertThatThrownBy(() -> new TableSchema("t", 1, List.of(column, column)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The table t needs a version (1) of at least 1 and columns of different names (a, a).");
    assertThatThrownBy(() -> Column.required("a b", ColumnType.LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The name (a b) of a column must be letters, digits and underscores, a letter first.");
  }

  private void write(List<? extends List<?>> rows) {
    tables.write(path(file), SCHEMA, rows);
  }

  private static List<List<Object>> randomRows(int count) {
    Random random = new Random(17);
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          Arrays.asList(
              "p" + random.nextInt(9),
              random.nextBoolean() ? null : "r" + i,
              random.nextLong(),
              random.nextInt(4) == 0 ? null : random.nextDouble(),
              random.nextBoolean()));
    }
    return rows;
  }

  private static org.apache.hadoop.fs.Path path(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }
}
