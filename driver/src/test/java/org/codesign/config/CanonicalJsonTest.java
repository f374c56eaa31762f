package org.codesign.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  @Test
  void sortsKeysAtEveryDepth() {
    assertThat(canonical("{\"b\": [{\"d\": 1, \"c\": 2.50}], \"a\": null}"))
        .isEqualTo("{\"a\":null,\"b\":[{\"c\":2.5,\"d\":1}]}");
  }

  @Test
  void writesTheShortestDecimal() {
    // JDK-4511638: Double.toString writes 8.41E21 as 8.409999999999999E21 before Java 19.
    assertThat(canonical("[2.2250738585072014E-308, 2e23, 1.0e-5, 2.0]"))
        .isEqualTo("[2.2250738585072014E-308,2.0E23,1.0E-5,2.0]");
    assertThat(canonical("[2.0e-3, 8.41e21]")).isEqualTo("[0.002,8.41E21]");
  }

  @Test
  void rejectsWhatIsNotJson() {
    assertThatThrownBy(() -> CanonicalJson.read("{\"a\": "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The text is not JSON: Unexpected end-of-input");
  }

  private static String canonical(String json) {
    return CanonicalJson.write(CanonicalJson.read(json));
  }
}
