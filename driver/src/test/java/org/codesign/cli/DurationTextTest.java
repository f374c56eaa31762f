package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationTextTest {

  private final DurationText text = new DurationText();

  @Test
  void readsTimesAsPeopleWriteThem() {
    assertThat(text.convert("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(text.convert(" 30m ")).isEqualTo(Duration.ofMinutes(30));
    assertThat(text.convert("1h30m")).isEqualTo(Duration.ofMinutes(90));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "-5m", "2", "2 days", "h"})
  void rejectsWhatIsNoPositiveTime(String wrong) {
    assertThatThrownBy(() -> text.convert(wrong))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'%s' is not a positive time such as 90s, 30m, 2h or 1h30m".formatted(wrong));
  }
}
