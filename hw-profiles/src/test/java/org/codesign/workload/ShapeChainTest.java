package org.codesign.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeChainTest {

  @Test
  void poolingShortcutsAndSplitsChain() {
    assertThat(
            ShapeChain.problems(
                List.of(
                    conv("stem", 3, 64, 224, 7, 2),
                    conv("after-pool", 64, 64, 56, 3, 1),
                    conv("down", 64, 128, 56, 3, 2),
                    conv("shortcut", 64, 128, 56, 1, 2),
                    conv("split", 64, 64, 28, 3, 1),
                    new LayerSpec(
                        "classifier", LayerKind.LINEAR, 128, 10, 1, 1, 1, 1, 0, 1, 8, 8))))
        .isEmpty();
  }

  @Test
  void channelsAndSizesFromNowhereAreTold() {
    assertThat(
            ShapeChain.problems(
                List.of(conv("one", 3, 64, 32, 3, 1), conv("two", 48, 64, 32, 3, 1))))
        .containsExactly(
            "layer two: inChannels 48 follows from no layer before it; one gives [64, 32, 32]");
    assertThat(
            ShapeChain.problems(
                List.of(conv("one", 3, 64, 32, 3, 1), conv("two", 64, 64, 30, 3, 1))))
        .containsExactly(
            "layer two: inHeight 30 follows from no layer before it; one gives [64, 32, 32]");
  }

  @Test
  void layersCheckTheirFigures() {
    assertThatThrownBy(() -> conv("x", 3, 64, 2, 7, 1).outHeight())
        .hasMessage("layer x: inHeight (0) must be in [1, 1048576]")
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static LayerSpec conv(String name, int in, int out, int size, int kernel, int stride) {
    return new LayerSpec(
        name,
        LayerKind.CONV2D,
        in,
        out,
        size == 2 ? 0 : size,
        size,
        kernel,
        stride,
        kernel / 2,
        1,
        8,
        8);
  }
}
