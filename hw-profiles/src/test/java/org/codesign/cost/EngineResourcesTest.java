package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.List;
import org.codesign.hardware.ResourceUse;
import org.junit.jupiter.api.Test;

class EngineResourcesTest {

  @Test
  void arrayFormulaFollowsTheSynthesisedArrays() {
    PublishedTable table = PublishedTable.read("yosys-mac-array-dsp.csv");
    assertThat(table.rows()).hasSize(9);
    for (List<Double> row : table.rows()) {
      ResourceUse use = array(table, row);
      assertThat((double) use.lut()).isCloseTo(table.value(row, "lut"), withPercentage(3));
      assertThat((double) use.ff()).isCloseTo(table.value(row, "ff"), withPercentage(3));
      assertThat(table.integer(row, "dsp"))
          .isEqualTo(table.integer(row, "rows") * table.integer(row, "columns"));
    }
  }

  @Test
  void arrayAndControlFollowTheSynthesisedEngines() {
    PublishedTable table = PublishedTable.read("yosys-engine-dsp.csv");
    assertThat(table.rows()).hasSize(4);
    for (List<Double> row : table.rows()) {
      int dsps = table.integer(row, "rows") * table.integer(row, "columns");
      ResourceUse use =
          array(table, row).plus(EngineResources.control(dsps * table.integer(row, "weightBits")));
      assertThat((double) use.lut()).isCloseTo(table.value(row, "lut"), withPercentage(3));
      assertThat((double) use.ff()).isCloseTo(table.value(row, "ff"), withPercentage(3));
      assertThat(table.integer(row, "dsp")).isEqualTo(dsps + 2);
    }
  }

  @Test
  void memoryFormulaIsWithinAHalfBlockOfTheSynthesisedMemories() {
    PublishedTable table = PublishedTable.read("yosys-memories.csv");
    assertThat(table.rows()).hasSize(17);
    for (List<Double> row : table.rows()) {
      double blocks = table.value(row, "ramb36") + table.value(row, "ramb18") / 2;
      long ramb36 =
          EngineResources.ramb36(table.integer(row, "widthBits"), table.integer(row, "depth"));
      assertThat((double) ramb36).as("%s", row).isCloseTo(blocks, within(0.5));
    }
  }

  @Test
  void aSingleRowNeedsNoTree() {
    assertThat(EngineResources.levels(1)).isZero();
    assertThat(EngineResources.levels(5)).isEqualTo(3);
    assertThat(EngineResources.macArray(1, 1, 8, 8).lut()).isEqualTo(48);
  }

  private static ResourceUse array(PublishedTable table, List<Double> row) {
    return EngineResources.macArray(
        table.integer(row, "rows"),
        table.integer(row, "columns"),
        table.integer(row, "weightBits"),
        table.integer(row, "activationBits"));
  }
}
