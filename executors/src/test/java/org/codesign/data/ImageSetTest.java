package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

class ImageSetTest {

  private static final TensorShape SHAPE = TensorShape.image(2, 1, 2);
  private static final List<String> NAMES = List.of("a", "b");
  private static final ImageSet IMAGES =
      new ImageSet(
          SHAPE, new byte[] {0, 51, 102, -1, 4, 5, 6, 7, 8, 9, 10, 11}, new int[] {0, 1, 1}, NAMES);

  @Test
  void selectsImagesInTheOrderOfTheIndices() {
    ImageSet selected = IMAGES.select(new int[] {2, 0, 2});
    assertThat(selected.count()).isEqualTo(3);
    assertThat(selected.pixel(0, 0)).isEqualTo(8);
    assertThat(selected.pixel(1, 3)).isEqualTo(255);
    assertThat(selected.pixel(2, 3)).isEqualTo(11);
    assertThat(selected.label(1)).isEqualTo(0);
    assertThat(selected.classNames()).isEqualTo(NAMES);
  }

  @Test
  void takesASubset() {
    ImageSet subset = IMAGES.subset(1, 2);
    assertThat(subset.count()).isEqualTo(2);
    assertThat(subset.pixel(0, 0)).isEqualTo(4);
    assertThatThrownBy(() -> IMAGES.subset(2, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("out of bounds for length 3");
  }

  @Test
  void normalizesEachChannelByItsOwnNumbers() {
    float[] target = new float[6];
    Normalization normalization = new Normalization(List.of(0.2, 0.4), List.of(0.5, 0.25));
    IMAGES.copyNormalised(0, target, 1, normalization);
    float[] expected = {0f, -0.4f, 0f, 0f, 2.4f, 0f};
    assertThat(target).containsExactly(expected, within(1e-6f));
    assertThat(normalization.black(0)).isEqualTo(target[1]);
  }

  @Test
  void rejectsANormalizationOfOtherChannels() {
    Normalization one = new Normalization(List.of(0.2), List.of(0.5));
    assertThatThrownBy(() -> IMAGES.copyNormalised(0, new float[4], 0, one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The channels (1) of a normalization must be those (2)");
  }

  @Test
  void rejectsSizesThatDoNotFit() {
    assertThatThrownBy(() -> new ImageSet(SHAPE, new byte[7], new int[2], NAMES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The bytes (7) of 2 images [1, 2, 1, 2] must be 8.");
    assertThatThrownBy(() -> new ImageSet(SHAPE, new byte[0], new int[0], NAMES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> new ImageSet(SHAPE.withBatch(2), new byte[8], new int[2], NAMES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The batch (2)");
    assertThatThrownBy(() -> new ImageSet(SHAPE, new byte[4], new int[] {2}, NAMES))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("Index 2 out of bounds for length 2");
  }

  @Test
  void rejectsMoreBytesThanAnArrayHolds() {
    assertThatThrownBy(() -> ImageSet.bytesFor(TensorShape.image(3, 224, 224), 20_000))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The 20000 images [1, 3, 224, 224] take 3010560000 bytes, and one set holds at most"
                + " 2147483639.");
  }

  @Test
  void comparesTrainingAndTestImages() {
    Datasets.requireCompatible(IMAGES, IMAGES.subset(0, 1));
    ImageSet others = new ImageSet(SHAPE, new byte[4], new int[1], List.of("a", "c"));
    assertThatThrownBy(() -> Datasets.requireCompatible(IMAGES, others))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("[a, c]", "[a, b]");
    ImageSet wider = new ImageSet(TensorShape.image(1, 2, 2), new byte[4], new int[1], NAMES);
    assertThatThrownBy(() -> Datasets.requireCompatible(IMAGES, wider))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("[1, 1, 2, 2]", "[1, 2, 1, 2]");
  }
}
