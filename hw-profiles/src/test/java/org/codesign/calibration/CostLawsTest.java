package org.codesign.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.codesign.cost.LayerCost;
import org.codesign.hardware.ExampleDevices;
import org.codesign.hardware.GpuExecution;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Buffers;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;
import org.junit.jupiter.api.Test;

/** Laws that hold for any layer: more hardware is never slower, fewer bits never cost more. */
class CostLawsTest {

  private static final int TRIES = 2000;
  private static final ResourceUse UNLIMITED =
      new ResourceUse(100_000_000, 100_000_000, 1_000_000, 1_000_000);

  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void moreBandwidthIsNeverSlower() {
    for (int i = 0; i < TRIES; i++) {
      SubgraphEngine engine = engine(8, 250);
      Layer layer = layer();
      BitWidths bits = bits();
      LayerCost slow = cost(engine, 0.01 + random.nextDouble(4), layer, bits);
      LayerCost fast = cost(engine, 5 + random.nextDouble(4), layer, bits);
      assertThat(fast.latencyMillis()).isLessThanOrEqualTo(slow.latencyMillis());
      assertThat(fast.bytesMoved()).isEqualTo(slow.bytesMoved());
    }
  }

  @Test
  void fewerBitsNeverCostMore() {
    for (int i = 0; i < TRIES; i++) {
      SubgraphEngine engine = engine(8, 250);
      Layer layer = layer();
      BitWidths many = bits();
      BitWidths few =
          new BitWidths(
              random.nextInt(2, many.weightBits() + 1),
              random.nextInt(2, many.activationBits() + 1));
      LayerCost dear = cost(engine, 4.26, layer, many);
      LayerCost cheap = cost(engine, 4.26, layer, few);
      assertThat(cheap.bytesMoved()).isLessThanOrEqualTo(dear.bytesMoved());
      assertThat(cheap.latencyMillis()).isLessThanOrEqualTo(dear.latencyMillis());
      assertThat(cheap.energyMicrojoules()).isLessThanOrEqualTo(dear.energyMicrojoules());
    }
  }

  @Test
  void moreLanesAndAFasterClockAreNeverSlower() {
    for (int i = 0; i < TRIES; i++) {
      SubgraphEngine small = engine(8, random.nextInt(100, 250));
      SubgraphEngine large =
          new SubgraphEngine(
              more(small.pointwise()),
              more(small.dense()),
              small.depthwiseChannels() + random.nextInt(9),
              small.depthwiseKernel(),
              small.unit(),
              8,
              8,
              small.buffers(),
              small.clockMegahertz() + random.nextInt(50));
      Layer layer = layer();
      BitWidths bits = bits();
      assertThat(cost(large, 4.26, layer, bits).latencyMillis())
          .isLessThanOrEqualTo(cost(small, 4.26, layer, bits).latencyMillis());
    }
  }

  @Test
  void onAGpuFewerBitsAreNeverSlowerAndLargerBatchesNeverFaster() {
    for (int i = 0; i < TRIES; i++) {
      Layer layer = layer();
      BitWidths many = bits();
      int batch = random.nextInt(1, 64);
      LayerCost dear = gpuCost(batch, layer, new BitWidths(8, 8));
      LayerCost cheap = gpuCost(batch, layer, many);
      assertThat(cheap.bytesMoved()).isLessThanOrEqualTo(dear.bytesMoved());
      assertThat(gpuCost(2 * batch, layer, many).latencyMillis())
          .isGreaterThanOrEqualTo(cheap.latencyMillis());
    }
  }

  private static LayerCost cost(
      SubgraphEngine engine, double bandwidth, Layer layer, BitWidths bits) {
    return (LayerCost)
        ExampleEngines.costs(ExampleDevices.fpga(UNLIMITED, bandwidth), engine).cost(layer, bits);
  }

  private static LayerCost gpuCost(int batch, Layer layer, BitWidths bits) {
    return (LayerCost)
        ExampleEngines.costs(ExampleDevices.t4(), new GpuExecution(batch)).cost(layer, bits);
  }

  private Lanes more(Lanes lanes) {
    return new Lanes(lanes.inputs() + random.nextInt(9), lanes.outputs() + random.nextInt(9));
  }

  private SubgraphEngine engine(int bits, int clock) {
    return new SubgraphEngine(
        new Lanes(random.nextInt(1, 33), random.nextInt(1, 33)),
        new Lanes(random.nextInt(1, 33), random.nextInt(1, 33)),
        random.nextInt(1, 33),
        5,
        random.nextBoolean() ? MultiplierUnit.DSP : MultiplierUnit.LUT,
        bits,
        bits,
        new Buffers(64, 5, 64, 256, 128),
        clock);
  }

  private BitWidths bits() {
    return new BitWidths(random.nextInt(2, 9), random.nextInt(2, 9));
  }

  private Layer layer() {
    int channels = random.nextInt(1, 100);
    TensorShape input = new TensorShape(1, channels, random.nextInt(5, 40), random.nextInt(5, 40));
    int kernel = 1 + 2 * random.nextInt(0, 3);
    int stride = random.nextInt(1, 3);
    return switch (random.nextInt(5)) {
      case 0 -> Layer.linear("fc", channels, random.nextInt(1, 1000));
      case 1 -> Layer.add("add", input);
      case 2 -> Layer.globalAveragePool("pool", input);
      case 3 ->
          Layer.convolution("dw", input, channels, Window.depthwise(kernel, stride, channels));
      default ->
          Layer.convolution("conv", input, random.nextInt(1, 200), Window.same(kernel, stride));
    };
  }
}
