package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AheadTest {

  @Test
  void itemsComeInOrder() throws IOException {
    List<Integer> items = new ArrayList<>();
    try (Ahead<Integer> ahead = new Ahead<>(3, 50, number -> number)) {
      for (int i = 3; i < 50; i++) {
        items.add(ahead.next());
      }
      assertThatThrownBy(ahead::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The items end before number 50.");
    }
    assertThat(items).hasSize(47).isSorted().startsWith(3).endsWith(49);
  }

  @Test
  void theNextItemIsPreparedWhileOneIsUsedAndNoneBeyondIt() throws Exception {
    CountDownLatch second = new CountDownLatch(2);
    List<Integer> begun = new ArrayList<>();
    try (Ahead<Integer> ahead =
        new Ahead<>(
            0,
            9,
            number -> {
              begun.add(number);
              second.countDown();
              return number;
            })) {
      assertThat(ahead.next()).isEqualTo(0);
      assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(begun).containsExactly(0, 1);
  }

  @Test
  void aFailureIsToldWhereTheItemIsAskedFor() throws IOException {
    try (Ahead<Integer> ahead =
        new Ahead<>(
            0,
            9,
            number -> {
              if (number == 1) {
                throw new IOException("The file is gone.");
              }
              return number;
            })) {
      assertThat(ahead.next()).isEqualTo(0);
      assertThatThrownBy(ahead::next)
          .isInstanceOf(IOException.class)
          .hasMessage("The file is gone.");
    }
  }
}
