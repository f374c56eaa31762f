package org.codesign.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.codesign.hardware.SubgraphEngine.Buffers;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.junit.jupiter.api.Test;

class AcceleratorSpaceTest {

  private static final EngineSpace ENGINES = new EngineSpace(List.of(engine(16), engine(8)));

  @Test
  void enginesKeepTheirOrder() {
    assertThat(ENGINES.size()).isEqualTo(2);
    assertThat(ENGINES.get(1)).isEqualTo(engine(8));
  }

  @Test
  void repeatedValuesCountOnce() {
    assertThat(new BatchSpace(List.of(8, 1, 8)).size()).isEqualTo(2);
    assertThat(new BatchSpace(List.of(8, 1, 8)).get(1)).isEqualTo(new GpuExecution(8));
    assertThat(sizes(List.of(250, 200, 250)).clockMegahertz()).containsExactly(200, 250);
    assertThat(sizes(List.of(250, 200)).combinations()).isEqualTo(2 * 2 * 2 * 2);
  }

  @Test
  void labelsNameTheConfiguration() {
    assertThat(ENGINES.get(0).label()).isEqualTo("pw16x16-kk0x0-dw16-dsp-w4a8-250mhz");
    assertThat(new GpuExecution(8).label()).isEqualTo("b8");
  }

  @Test
  void rejectsAnIndexPastTheEnd() {
    assertThatThrownBy(() -> ENGINES.get(2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("Index 2 out of bounds for length 2");
  }

  @Test
  void rejectsEmptyListsAndRepeatedEngines() {
    assertThatThrownBy(() -> new EngineSpace(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An engine space needs at least one engine.");
    assertThatThrownBy(() -> new EngineSpace(List.of(engine(8), engine(8))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The engine pw8x8-kk0x0-dw8-dsp-w4a8-250mhz stands twice in the space.");
    assertThatThrownBy(() -> new BatchSpace(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A batch space needs at least one batch.");
    assertThatThrownBy(() -> sizes(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The clocks of the engines' sizes need at least one value.");
  }

  @Test
  void rejectsValuesThatNothingHas() {
    assertThatThrownBy(() -> engine(2000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The inputs (2000) of a subgraph engine must be in [0, 1024].");
    assertThatThrownBy(() -> new BatchSpace(List.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The batch (0) of a GPU execution must be in [1, 65536].");
  }

  private static EngineSizes sizes(List<Integer> clocks) {
    return new EngineSizes(
        List.of(new Lanes(8, 8), new Lanes(0, 0)),
        List.of(new Lanes(0, 0)),
        List.of(16, 0),
        List.of(MultiplierUnit.LUT, MultiplierUnit.DSP),
        List.of(4),
        List.of(8),
        clocks);
  }

  private static SubgraphEngine engine(int lanes) {
    return new SubgraphEngine(
        new Lanes(lanes, lanes),
        new Lanes(0, 0),
        lanes,
        3,
        MultiplierUnit.DSP,
        4,
        8,
        new Buffers(32, 3, 32, 64, 128),
        250);
  }
}
