package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

class AugmentationTest {

  private static final TensorShape SHAPE = TensorShape.image(2, 3, 4);
  private static final int ELEMENTS = 24;

  private static float[] image() {
    float[] image = new float[ELEMENTS];
    for (int i = 0; i < ELEMENTS; i++) {
      image[i] = i + 1;
    }
    return image;
  }

  private static float[] apply(Augmentation augmentation, long draw) {
    float[] target = new float[ELEMENTS + 2];
    augmentation.apply(draw, image(), target, 1);
    assertThat(target[0]).isZero();
    assertThat(target[ELEMENTS + 1]).isZero();
    return Arrays.copyOfRange(target, 1, ELEMENTS + 1);
  }

  /** Flips the whole image, pads it into a larger one, and cuts it out at (top, left). */
  private static float[] slowTwin(
      float[] image, boolean mirrored, int top, int left, float[] fill) {
    int padding = 2;
    float[] result = new float[ELEMENTS];
    for (int channel = 0; channel < 2; channel++) {
      float[][] padded = new float[3 + 2 * padding][4 + 2 * padding];
      for (float[] row : padded) {
        Arrays.fill(row, fill[channel]);
      }
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 4; x++) {
          padded[y + padding][x + padding] = image[channel * 12 + y * 4 + (mirrored ? 3 - x : x)];
        }
      }
      for (int y = 0; y < 3; y++) {
        System.arraycopy(padded[y + top], left, result, channel * 12 + y * 4, 4);
      }
    }
    return result;
  }

  @Test
  void givesEachFlippedAndShiftedImageEquallyOften() {
    Augmentation augmentation = new Augmentation(SHAPE, 2, Flip.HORIZONTAL, List.of(-7f, -9f));
    Map<List<Float>, Integer> counts = new HashMap<>();
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      counts.merge(list(apply(augmentation, Augmentation.draw(1, 0, i))), 1, Integer::sum);
    }
    int different = 0;
    for (int top = 0; top <= 4; top++) {
      for (int left = 0; left <= 4; left++) {
        for (boolean mirrored : new boolean[] {false, true}) {
          float[] twin = slowTwin(image(), mirrored, top, left, new float[] {-7, -9});
          // 400 expected, standard deviation 20.
          assertThat(counts.getOrDefault(list(twin), 0)).isBetween(300, 500);
          different++;
        }
      }
    }
    assertThat(counts).hasSize(different);
  }

  @Test
  void dependsOnSeedEpochAndImageOnly() {
    assertThat(Augmentation.draw(1, 2, 3)).isEqualTo(Augmentation.draw(1, 2, 3));
    assertThat(
            List.of(
                Augmentation.draw(1, 2, 3),
                Augmentation.draw(2, 2, 3),
                Augmentation.draw(1, 3, 3),
                Augmentation.draw(1, 2, 4)))
        .doesNotHaveDuplicates();
  }

  @Test
  void leavesTheImageAloneWithoutPaddingAndFlip() {
    Augmentation augmentation = Augmentation.withMeanPadding(SHAPE, 0, Flip.NONE);
    for (int i = 0; i < 20; i++) {
      assertThat(apply(augmentation, Augmentation.draw(1, 0, i))).isEqualTo(image());
    }
  }

  @Test
  void padsWithTheMeanOrWithBlack() {
    Normalization normalization = new Normalization(List.of(0.25, 0.5), List.of(0.5, 0.25));
    assertThat(Augmentation.withMeanPadding(SHAPE, 1, Flip.NONE).padding()).containsExactly(0f, 0f);
    assertThat(Augmentation.withBlackPadding(SHAPE, 1, Flip.NONE, normalization).padding())
        .containsExactly(-0.5f, -2f);
  }

  @Test
  void rejectsPaddingThatDoesNotFit() {
    assertThatThrownBy(() -> Augmentation.withMeanPadding(SHAPE, 3, Flip.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The padding (3 pixels) of an image [1, 2, 3, 4] must be in [0, 2].");
    assertThatThrownBy(() -> new Augmentation(SHAPE, 1, Flip.NONE, List.of(0f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("(1)", "(2)");
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
