package org.codesign.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {

  @Test
  void fillsEveryPlaceOnce() {
    assertThat(new Template("{{a}}-{{b}}-{{a}}").fill(Map.of("a", "{{b}} $0 \\", "b", "2")))
        .isEqualTo("{{b}} $0 \\-2-{{b}} $0 \\");
  }

  @Test
  void refusesAPlaceWithoutAValue() {
    assertThatThrownBy(() -> new Template("{{missing}}").fill(Map.of("a", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The place missing of the template has no value; there are [a].");
  }
}
