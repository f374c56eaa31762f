package org.codesign.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AcceleratorSpaceTest {

  private static final EngineSpace ENGINES =
      new EngineSpace(
          List.of(8, 4), List.of(4, 8, 16), List.of(32), List.of(64, 128), List.of(200, 250));

  @Test
  void indicesEnumerateTheProductInNestedLoopOrder() {
    List<FpgaEngine> expected = new ArrayList<>();
    for (int rows : new int[] {4, 8}) {
      for (int columns : new int[] {4, 8, 16}) {
        for (int activations : new int[] {64, 128}) {
          for (int clock : new int[] {200, 250}) {
            expected.add(new FpgaEngine(rows, columns, 32, activations, clock));
          }
        }
      }
    }
    List<FpgaEngine> actual = IntStream.range(0, ENGINES.size()).mapToObj(ENGINES::get).toList();
    assertThat(actual).isEqualTo(expected).doesNotHaveDuplicates();
  }

  @Test
  void repeatedValuesCountOnce() {
    assertThat(new BatchSpace(List.of(8, 1, 8)).size()).isEqualTo(2);
    assertThat(new BatchSpace(List.of(8, 1, 8)).get(1)).isEqualTo(new GpuExecution(8));
  }

  @Test
  void labelsNameTheConfiguration() {
    assertThat(ENGINES.get(0).label()).isEqualTo("r4c4-w32k-a64k-200mhz");
    assertThat(new GpuExecution(8).label()).isEqualTo("b8");
  }

  @Test
  void rejectsAnIndexPastTheEnd() {
    assertThatThrownBy(() -> ENGINES.get(24))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("Index 24 out of bounds for length 24");
  }

  @Test
  void rejectsEmptyLists() {
    assertThatThrownBy(
            () -> new EngineSpace(List.of(), List.of(1), List.of(1), List.of(1), List.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The rows of an engine space need at least one value.");
    assertThatThrownBy(() -> new BatchSpace(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A batch space needs at least one batch.");
  }

  @Test
  void rejectsValuesThatNoEngineHas() {
    assertThatThrownBy(
            () -> new EngineSpace(List.of(4, 512), List.of(1), List.of(1), List.of(1), List.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The rows of an engine, 512, must be in [1, 256].");
    assertThatThrownBy(() -> new BatchSpace(List.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The batch (0) of a GPU execution must be in [1, 65536].");
  }
}
