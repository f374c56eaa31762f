package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.List;
import org.codesign.hardware.ExampleDevices;
import org.codesign.hardware.GpuDevice;
import org.codesign.hardware.GpuExecution;
import org.codesign.network.Layer;
import org.codesign.network.LayerOperator;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;
import org.junit.jupiter.api.Test;

class GpuRooflineTest {

  private static final BitWidths FOUR = new BitWidths(4, 4);
  private static final double LAUNCH_MILLIS = 0.03;
  private static final Layer LAYER =
      Layer.convolution("conv", TensorShape.image(64, 56, 56), 64, Window.same(3, 1));

  @Test
  void latencyOfAConvolutionByHand() {
    // 115,605,504 MACs an image; 13 TOPS in INT8 are 6.5e9 MACs a millisecond, INT4 13e9.
    LayerCost int8 = cost(ExampleDevices.t4(), 8, LAYER, BitWidths.EIGHT);
    LayerCost int4 = cost(ExampleDevices.t4(), 8, LAYER, FOUR);
    assertThat(int8.latencyMillis())
        .isCloseTo(8 * 115_605_504 / 6.5e9 + LAUNCH_MILLIS, within(1e-12));
    assertThat(int4.latencyMillis())
        .isCloseTo(8 * 115_605_504 / 13e9 + LAUNCH_MILLIS, within(1e-12));
    assertThat(int8.bytesMoved()).isEqualTo(8 * 2 * 200_704 + 36_864 + 512);
    assertThat(int4.bytesMoved()).isEqualTo(8 * 200_704 + 36_864 / 2 + 512);
    assertThat(int8.bound()).isEqualTo(Bound.COMPUTE);
  }

  @Test
  void energyIsTheBoardsPowerSharedByTheBatch() {
    LayerCost cost = cost(ExampleDevices.t4(), 8, LAYER, BitWidths.EIGHT);
    assertThat(cost.energyMicrojoules())
        .isCloseTo(70 * cost.latencyMillis() * 1e3 / 8, within(1e-9));
  }

  @Test
  void memoryBoundsAnAddition() {
    Layer add = Layer.add("add", TensorShape.image(64, 56, 56));
    LayerCost cost = cost(ExampleDevices.t4(), 64, add, BitWidths.EIGHT);
    assertThat(cost.bytesMoved()).isEqualTo(64 * 3 * 200_704);
    assertThat(cost.latencyMillis())
        .isCloseTo(64 * 3 * 200_704 / 240e6 + LAUNCH_MILLIS, within(1e-12));
    assertThat(cost.bound()).isEqualTo(Bound.MEMORY);
    assertThat(cost(ExampleDevices.t4(), 1, add, BitWidths.EIGHT).bound())
        .isEqualTo(Bound.OVERHEAD);
  }

  @Test
  void bitsAreRoundedUpToFourOrEight() {
    LayerCost three = cost(ExampleDevices.t4(), 8, LAYER, new BitWidths(3, 2));
    assertThat(three).isEqualTo(cost(ExampleDevices.t4(), 8, LAYER, FOUR));
    LayerCost mixed = cost(ExampleDevices.t4(), 8, LAYER, new BitWidths(4, 6));
    LayerCost eight = cost(ExampleDevices.t4(), 8, LAYER, BitWidths.EIGHT);
    assertThat(mixed.latencyMillis()).isEqualTo(eight.latencyMillis());
    assertThat(eight.bytesMoved() - mixed.bytesMoved()).isEqualTo(36_864 / 2);
  }

  @Test
  void withoutInt4TensorCoresFewerBitsGainNothing() {
    GpuDevice device = ExampleDevices.t4(0);
    assertThat(cost(device, 8, LAYER, new BitWidths(2, 2)))
        .isEqualTo(cost(device, 8, LAYER, BitWidths.EIGHT));
  }

  @Test
  void tunedThreeByThreeKernelsLieWithinThirtyPercent() {
    PublishedTable table = PublishedTable.read("t4-resnet18-kernels.csv");
    List<List<Double>> rows =
        table.rows().stream().filter(row -> table.value(row, "kernel") == 3).toList();
    assertThat(rows).hasSize(14);
    for (List<Double> row : rows) {
      double micros = (kernelCost(table, row).latencyMillis() - LAUNCH_MILLIS) * 1e3;
      assertThat(micros).as("%s", row).isCloseTo(table.value(row, "micros"), withPercentage(30));
    }
  }

  /**
   * The whole of ResNet18 at batch 8: 3.25 ms at W8A8, 2.20 ms at W4A4 (Zhen-Dong/HAWQ
   * model_zoo.md). The launch overhead is fitted to these two, so this shows that one overhead
   * serves both, not that the model foresees a third.
   */
  @Test
  void resnet18OfHawqIsWithinFivePercent() {
    assertThat(resnet18Millis(8)).isCloseTo(3.25, withPercentage(5));
    assertThat(resnet18Millis(4)).isCloseTo(2.20, withPercentage(5));
  }

  private static double resnet18Millis(int bits) {
    PublishedTable table = PublishedTable.read("t4-resnet18-kernels.csv");
    double millis = 0;
    for (List<Double> row : table.rows()) {
      boolean eightOnly = table.value(row, "kernel") == 7 || table.value(row, "inputSize") == 1;
      if (eightOnly || table.value(row, "bits") == bits) {
        millis += table.value(row, "uses") * kernelCost(table, row).latencyMillis();
      }
    }
    BitWidths widths = new BitWidths(bits, bits);
    for (int stage = 0; stage < 4; stage++) {
      Layer add = Layer.add("add", TensorShape.image(64 << stage, 56 >> stage, 56 >> stage));
      millis += 2 * cost(ExampleDevices.t4(), 8, add, widths).latencyMillis();
    }
    Layer average = Layer.globalAveragePool("average", TensorShape.image(512, 7, 7));
    Layer maximum =
        new Layer(
            "maximum",
            LayerOperator.POOL,
            TensorShape.image(64, 112, 112),
            TensorShape.image(64, 56, 56),
            new Window(3, 2, 1, 1));
    return millis
        + cost(ExampleDevices.t4(), 8, average, widths).latencyMillis()
        + cost(ExampleDevices.t4(), 8, maximum, widths).latencyMillis();
  }

  private static LayerCost kernelCost(PublishedTable table, List<Double> row) {
    int kernel = table.integer(row, "kernel");
    int size = table.integer(row, "inputSize");
    Layer layer =
        Layer.convolution(
            "kernel",
            TensorShape.image(table.integer(row, "inputChannels"), size, size),
            table.integer(row, "outputChannels"),
            Window.same(kernel, table.integer(row, "stride")));
    int bits = table.integer(row, "bits");
    return cost(ExampleDevices.t4(), 8, layer, new BitWidths(bits, bits));
  }

  private static LayerCost cost(GpuDevice device, int batch, Layer layer, BitWidths bits) {
    ModelResult result = CostModels.of(device, new GpuExecution(batch));
    return (LayerCost) ((ModelResult.Buildable) result).model().cost(layer, bits);
  }
}
