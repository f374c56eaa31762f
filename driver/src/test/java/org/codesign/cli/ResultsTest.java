package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsTest {

  @Test
  void printsTheFinalistsAligned() {
    assertThat(SearchText.of(Samples.found()))
        .isEqualTo(
            """
            design  accuracy %  drop  latency ms  90 % interval  energy uJ  size kB  smaller  DSP  BRAM36     LUT  accelerator
            d0017        90.80  0.40       0.214    0.143-0.321      1,235     23.5     8.0x  128      40  12,345  8x16 @ 200 MHz
            d2           90.00  1.20       0.214    0.143-0.321      1,235     23.5     8.0x    -       -       -  8x16 @ 200 MHz

            designs in the space  12,345,678,901
            points on the front   1,234
            teacher's accuracy    91.20 %
            Kendall's tau         0.81
            front                 /runs/a b/front.csv
            report                /runs/a b/report.html
            to deploy one         bin/codesign export --run '/runs/a b' --design d0017
            """);
  }

  @Test
  void printsWhatThereIsOfAStoppedSearch() {
    assertThat(SearchText.of(Samples.stoppedAfterBlocks()))
        .isEqualTo(
            """
            designs in the space  1.00e+20
            teacher's accuracy    91.20 %
            run directory         /runs/a b
            """);
  }

  @Test
  void printsTheSameAsJson() throws Exception {
    JsonNode tree = new ObjectMapper().readTree(ResultJson.of(Samples.found()));
    assertThat(tree.get("designs").bigIntegerValue()).isEqualTo(new BigInteger("12345678901"));
    assertThat(tree.get("frontPoints").intValue()).isEqualTo(1234);
    assertThat(tree.get("kendallTau").doubleValue()).isEqualTo(0.8123);
    assertThat(tree.get("report").textValue()).isEqualTo("/runs/a b/report.html");
    assertThat(StreamSupport.stream(tree.get("finalists").spliterator(), false))
        .extracting(row -> row.get("design").textValue())
        .containsExactly("d0017", "d2");
    JsonNode first = tree.get("finalists").get(0);
    assertThat(first.get("accuracyDropPoints").doubleValue()).isCloseTo(0.4, within(1e-9));
    assertThat(first.get("sizeBytes").doubleValue()).isEqualTo(23_456);
    assertThat(first.get("bram36").intValue()).isEqualTo(40);
  }

  @Test
  void leavesOutOfTheJsonWhatIsUnknown() throws Exception {
    JsonNode tree = new ObjectMapper().readTree(ResultJson.of(Samples.stoppedAfterBlocks()));
    assertThat(tree.get("designs").bigIntegerValue()).isEqualTo(BigInteger.TEN.pow(20));
    assertThat(tree.has("kendallTau")).isFalse();
    assertThat(tree.has("report")).isFalse();
    assertThat(tree.get("finalists")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00",
    "0.0000123, 1.23e-05",
    "0.01234, 0.0123",
    "0.2143, 0.214",
    "0.99949, 0.999",
    "0.9996, 1.00",
    "9.994, 9.99",
    "9.996, 10.0",
    "99.94, 99.9",
    "99.96, 100",
    "NaN, -"
  })
  void showsThreeDigits(double value, String text) {
    assertThat(Numbers.significant(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 0",
        "999999999999999; 999,999,999,999,999",
        "1000000000000000; 1.00e+15",
        "123456789012345678901; 1.23e+20"
      })
  void groupsDigitsOfCounts(BigInteger value, String text) {
    assertThat(Numbers.count(value)).isEqualTo(text);
  }

  @Test
  void refusesRowsOfAnotherWidth() {
    TextTable table = new TextTable(TextTable.Column.left("a"), TextTable.Column.right("b"));
    assertThatThrownBy(() -> table.add("1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The cells (1) of a row must be as many as the columns (2).");
  }

  private static org.assertj.core.data.Offset<Double> within(double error) {
    return org.assertj.core.data.Offset.offset(error);
  }
}
