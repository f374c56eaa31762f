package org.codesign.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Operator;
import org.codesign.network.PlainConvolution;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorLabelTest {

  @Test
  void readsEveryLabelBack() {
    for (int kernel : new int[] {1, 3, 5, 7}) {
      assertReadsBack(new DepthwiseSeparable(kernel));
      assertReadsBack(new PlainConvolution(kernel));
      for (double width : new double[] {0.0625, 1e-4, 0.3, 0.1 + 0.2, 1, 4}) {
        assertReadsBack(new ResidualConvolution(kernel, width));
        assertReadsBack(new InvertedResidual(kernel, 6, width));
      }
    }
    assertReadsBack(new Skip());
  }

  @Test
  void widthsMultiplyOperatorsWithoutTheirOwn() {
    List<Double> widths = List.of(0.5, 1.0);
    assertThat(OperatorLabel.expand("residual-k3", widths))
        .containsExactly(new ResidualConvolution(3, 0.5), new ResidualConvolution(3, 1));
    assertThat(OperatorLabel.expand("inverted-k3-e6", widths))
        .containsExactly(new InvertedResidual(3, 6, 0.5), new InvertedResidual(3, 6, 1));
    assertThat(OperatorLabel.expand("residual-k3-w1.0", widths))
        .containsExactly(new ResidualConvolution(3, 1));
    assertThat(OperatorLabel.expand("separable-k3", widths))
        .containsExactly(new DepthwiseSeparable(3));
    assertThat(OperatorLabel.expand("skip", widths)).containsExactly(new Skip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inverted-k9 | The kernel (9) of an operator must be 1, 3, 5 or 7.",
        "residual-k4 | The kernel (4) of an operator must be 1, 3, 5 or 7.",
        "inverted-k3-e9 | The expansion (9) of an operator must be in [1, 8].",
        "residual-k3-w5 | The width multiplier (5.0) of an operator must be in (0, 4].",
        "inverted-k3-w0.5 | an inverted residual needs its expansion, for example inverted-k3-e3",
        "residual-k3-e2 | a residual convolution has no expansion",
        "separable-k3-e2 | a separable convolution has no expansion",
        "separable-k3-w0.5 | a separable convolution has no width",
        "convolution-k3-e2 | a plain convolution has no expansion",
        "convolution-k3-w0.5 | a plain convolution has no width",
        "Skip | an operator is residual-k3, separable-k5, inverted-k3-e6 (-w0.5 at the end for another width), convolution-k3 or skip",
        "residual-k99999 | an operator is residual-k3, separable-k5, inverted-k3-e6 (-w0.5 at the end for another width), convolution-k3 or skip",
      })
  void rejectsALabel(String label, String reason) {
    assertThatThrownBy(() -> OperatorLabel.parse(label))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }

  private static void assertReadsBack(Operator operator) {
    assertThat(OperatorLabel.parse(operator.label())).isEqualTo(operator);
  }
}
