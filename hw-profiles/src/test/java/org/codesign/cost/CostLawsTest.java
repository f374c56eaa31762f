package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.codesign.hardware.ExampleDevices;
import org.codesign.hardware.FpgaEngine;
import org.codesign.hardware.GpuExecution;
import org.codesign.hardware.ResourceUse;
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
      FpgaEngine engine = engine();
      Layer layer = layer();
      BitWidths bits = bits();
      LayerCost slow = cost(engine, 1 + random.nextDouble(4), layer, bits);
      LayerCost fast = cost(engine, 5 + random.nextDouble(4), layer, bits);
      assertThat(fast.latencyMillis()).isLessThanOrEqualTo(slow.latencyMillis());
      assertThat(fast.bytesMoved()).isEqualTo(slow.bytesMoved());
    }
  }

  @Test
  void fewerBitsNeverCostMore() {
    for (int i = 0; i < TRIES; i++) {
      FpgaEngine engine = engine();
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
  void moreRowsOrColumnsNeverTakeMoreCycles() {
    for (int i = 0; i < TRIES; i++) {
      int rows = random.nextInt(1, 32);
      int columns = random.nextInt(1, 32);
      Layer layer = layer();
      BitWidths bits = bits();
      long cycles = new EngineArray(rows, columns).cycles(layer, bits);
      EngineArray larger =
          new EngineArray(rows + random.nextInt(0, 9), columns + random.nextInt(0, 9));
      assertThat(larger.cycles(layer, bits)).isLessThanOrEqualTo(cycles);
    }
  }

  @Test
  void largerBuffersNeverMoveMore() {
    for (int i = 0; i < TRIES; i++) {
      int weights = random.nextInt(1, 64);
      int activations = random.nextInt(1, 64);
      Layer layer = layer();
      BitWidths bits = bits();
      EngineTraffic small = new EngineTraffic(new FpgaEngine(8, 8, weights, activations, 250));
      EngineTraffic large =
          new EngineTraffic(
              new FpgaEngine(
                  8, 8, weights + random.nextInt(64), activations + random.nextInt(64), 250));
      assertThat(large.dramBytes(layer, bits)).isLessThanOrEqualTo(small.dramBytes(layer, bits));
    }
  }

  @Test
  void aFasterClockIsNeverSlower() {
    for (int i = 0; i < TRIES; i++) {
      FpgaEngine slow = engine();
      FpgaEngine fast =
          new FpgaEngine(
              slow.rows(),
              slow.columns(),
              slow.weightBufferKibibytes(),
              slow.activationBufferKibibytes(),
              300);
      Layer layer = layer();
      BitWidths bits = bits();
      assertThat(cost(fast, 4.26, layer, bits).latencyMillis())
          .isLessThanOrEqualTo(cost(slow, 4.26, layer, bits).latencyMillis());
    }
  }

  @Test
  void onAGpuFewerBitsAreNeverSlowerAndLargerBatchesNeverDearerAnImage() {
    for (int i = 0; i < TRIES; i++) {
      Layer layer = layer();
      BitWidths many = bits();
      BitWidths few = new BitWidths(2, 2);
      int batch = random.nextInt(1, 64);
      LayerCost dear = gpuCost(batch, layer, many);
      LayerCost cheap = gpuCost(batch, layer, few);
      LayerCost twice = gpuCost(2 * batch, layer, many);
      assertThat(cheap.latencyMillis()).isLessThanOrEqualTo(dear.latencyMillis());
      assertThat(cheap.bytesMoved()).isLessThanOrEqualTo(dear.bytesMoved());
      assertThat(twice.energyMicrojoules())
          .isLessThanOrEqualTo(dear.energyMicrojoules() * (1 + 1e-9));
    }
  }

  private static LayerCost cost(FpgaEngine engine, double bandwidth, Layer layer, BitWidths bits) {
    ModelResult result = CostModels.of(ExampleDevices.fpga(UNLIMITED, bandwidth), engine);
    return (LayerCost) ((ModelResult.Buildable) result).model().cost(layer, bits);
  }

  private static LayerCost gpuCost(int batch, Layer layer, BitWidths bits) {
    ModelResult result = CostModels.of(ExampleDevices.t4(), new GpuExecution(batch));
    return (LayerCost) ((ModelResult.Buildable) result).model().cost(layer, bits);
  }

  /** Buffers from 40 KiB: the rows and weights at work of every layer below fit. */
  private FpgaEngine engine() {
    return new FpgaEngine(
        random.nextInt(1, 17),
        random.nextInt(1, 17),
        random.nextInt(40, 200),
        random.nextInt(40, 200),
        random.nextInt(100, 301));
  }

  private BitWidths bits() {
    return new BitWidths(random.nextInt(2, 9), random.nextInt(2, 9));
  }

  private Layer layer() {
    int channels = random.nextInt(1, 100);
    TensorShape input =
        new TensorShape(
            random.nextInt(1, 4), channels, random.nextInt(5, 40), random.nextInt(5, 40));
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
