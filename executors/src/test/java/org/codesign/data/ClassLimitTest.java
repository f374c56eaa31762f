package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClassLimitTest {

  @Test
  void choosesTheFirstOfEachClassInOrder() {
    int[] labels = {2, 2, 0, 2, 0, 1, 0, 2};
    assertThat(new ClassLimit(2).choose(labels, 3)).containsExactly(0, 1, 2, 4, 5);
    assertThat(ClassLimit.NONE.choose(labels, 3)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void rejectsNoImages() {
    assertThatThrownBy(() -> new ClassLimit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The limit (0) of images of each class must be at least 1.");
  }
}
