package org.codesign.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GeometryTest {

  @Test
  void aWindowHasAsManyOutputsAsPlaces() {
    for (int kernel = 1; kernel <= 7; kernel++) {
      for (int stride = 1; stride <= 3; stride++) {
        for (int padding = 0; padding <= 3; padding++) {
          for (int size = Math.max(1, kernel - 2 * padding); size < 12; size++) {
            int places = 0;
            for (int at = -padding; at + kernel <= size + padding; at += stride) {
              places++;
            }
            assertThat(new Window(kernel, stride, padding, 1).outputSize(size)).isEqualTo(places);
          }
        }
      }
    }
  }

  @Test
  void samePaddingGivesTheSizeOfABlock() {
    for (int size = 1; size < 40; size++) {
      for (int stride = 1; stride <= 4; stride++) {
        BlockGeometry geometry = BlockGeometry.of(TensorShape.image(4, size, size + 3), 6, stride);
        for (int kernel = 1; kernel <= 7; kernel += 2) {
          Window window = Window.same(kernel, stride);
          assertThat(window.outputSize(size)).isEqualTo(geometry.output().height());
          assertThat(window.outputSize(size + 3)).isEqualTo(geometry.output().width());
        }
      }
    }
  }

  @Test
  void onlyEqualShapesAllowAnIdentity() {
    TensorShape input = TensorShape.image(8, 9, 9);
    assertThat(BlockGeometry.of(input, 8, 1).allowsIdentity()).isTrue();
    assertThat(BlockGeometry.of(input, 12, 1).allowsIdentity()).isFalse();
    assertThat(BlockGeometry.of(input, 8, 2).allowsIdentity()).isFalse();
  }

  @Test
  void countsElementsWithoutOverflow() {
    assertThat(new TensorShape(2, 3, 4, 5).elements()).isEqualTo(120);
    assertThat(new TensorShape(1 << 20, 1 << 10, 2, 2).elements()).isEqualTo(1L << 32);
    TensorShape huge = new TensorShape(1 << 30, 1 << 30, 1 << 30, 1);
    assertThatThrownBy(huge::elements)
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("long overflow");
    assertThat(new TensorShape(2, 3, 4, 5)).hasToString("[2, 3, 4, 5]");
  }

  @Test
  void rejectsShapesWithoutValues() {
    assertThatThrownBy(() -> TensorShape.image(0, 4, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The channels (0) of a tensor shape must be at least 1.");
    assertThatThrownBy(() -> TensorShape.image(1, -3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The height (-3) of a tensor shape must be at least 1.");
    assertThatThrownBy(() -> TensorShape.vector(3).withBatch(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The batch (0) of a tensor shape must be at least 1.");
  }

  @Test
  void rejectsWindowsThatCannotSlide() {
    assertThatThrownBy(() -> new Window(3, 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A window needs kernel (3), stride (0) and groups (1) of at least 1 and padding (1) of"
                + " at least 0.");
    assertThatThrownBy(() -> new Window(7, 1, 1, 1).outputSize(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The kernel (7) must not exceed the padded input (6).");
  }

  @Test
  void rejectsBlocksWhoseSizesDoNotMatchTheirStride() {
    TensorShape input = TensorShape.image(8, 9, 9);
    assertThatThrownBy(() -> BlockGeometry.of(input, 8, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The stride (0) must be at least 1.");
    assertThatThrownBy(() -> new BlockGeometry(input, TensorShape.image(8, 4, 4), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A block of stride 2 must turn [1, 8, 9, 9] into 5 x 5 pixels, not into [1, 8, 4, 4].");
  }
}
