package org.codesign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvTableTest {

  private static final TableSchema SCHEMA =
      new TableSchema(
          "front",
          1,
          List.of(
              Column.nullable("design", ColumnType.STRING),
              Column.nullable("lut", ColumnType.LONG),
              Column.nullable("latencyMillis", ColumnType.DOUBLE),
              Column.required("feasible", ColumnType.BOOLEAN)));

  @Test
  void writesWhatRfc4180Asks() {
    Table table =
        new Table(
            SCHEMA,
            List.of(
                Arrays.asList("plain", 12L, 0.1, true),
                Arrays.asList("a,b \"c\"\r\nd", -1L, 1e-5, false),
                Arrays.asList("", null, Double.valueOf("8.41e21"), true),
                Arrays.asList(null, 0L, null, true)));
    String text =
        """
        design,lut,latencyMillis,feasible
        plain,12,0.1,true
        "a,b ""c""
        d",-1,1.0E-5,false
        "",,8.41E21,true
        ,0,,true
        """
            .replace("\n", "\r\n");
    assertThat(CsvTable.format(table)).isEqualTo(text);
    assertThat(CsvTable.parse(text, SCHEMA)).isEqualTo(table);
    assertThat(CsvTable.parse(text.strip(), SCHEMA)).isEqualTo(table);
  }

  @Test
  void readsBackRandomTables() {
    Random random = new Random(3);
    String alphabet = "ab,\"\r\n é";
    for (int i = 0; i < 50; i++) {
      List<List<Object>> rows = new ArrayList<>();
      for (int row = 0; row < 20; row++) {
        StringBuilder text = new StringBuilder();
        for (int c = random.nextInt(5); c > 0; c--) {
          text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        double number = Double.longBitsToDouble(random.nextLong());
        rows.add(Arrays.asList(text.toString(), random.nextLong(), number, random.nextBoolean()));
      }
      Table table = new Table(SCHEMA, rows);
      assertThat(CsvTable.parse(CsvTable.format(table), SCHEMA)).isEqualTo(table);
    }
  }

  @Test
  void readsLinesThatEndInLf() {
    assertThat(CsvTable.parse("a,b\n1,\n\"x\ny\",\"\"\n"))
        .containsExactly(List.of("a", "b"), Arrays.asList("1", null), List.of("x\ny", ""));
  }

  @Test
  void rejectsWhatIsNotCsv() {
    assertThatThrownBy(() -> CsvTable.parse("a\n\"b\nc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The quote that opens in line 2 of the CSV is never closed.");
    assertThatThrownBy(() -> CsvTable.parse("a\nb\"c\""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Line 2 of the CSV has a quote inside a field without quotes.");
    assertThatThrownBy(() -> CsvTable.parse("\"a\"b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Line 1 of the CSV has text after a closing quote or a lone CR.");
  }

  @Test
  void rejectsWhatDoesNotMatchTheSchema() {
    String header = "design,lut,latencyMillis,feasible\n";
    assertThatThrownBy(() -> CsvTable.parse("design,lut\n", SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The CSV must begin with the header design,lut,latencyMillis,feasible.");
    assertThatThrownBy(() -> CsvTable.parse(header + "a,1\n", SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Row 1 of the CSV must have 4 fields, not 2.");
    assertThatThrownBy(() -> CsvTable.parse(header + "a,1,2,yes\n", SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The field (yes) of feasible in row 1 of the CSV must be a Boolean.");
    assertThatThrownBy(() -> CsvTable.parse(header + "a,1.5,2,true\n", SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The field (1.5) of lut in row 1 of the CSV must be a Long.");
  }
}
