package org.codesign.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.codesign.calibration.CostModels;
import org.codesign.cost.CostModel;
import org.codesign.cost.CostResult;
import org.codesign.cost.ModelResult;
import org.codesign.hardware.EnergyPrices;
import org.codesign.hardware.EngineTiming;
import org.codesign.hardware.Figure;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.MemoryInterface;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Buffers;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.InvertedResidual;
import org.codesign.network.TensorShape;
import org.codesign.quantization.BitWidths;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Block-cost evaluations per second on one thread: an inverted residual with an identity shortcut
 * (three layers with weights and an addition) on a subgraph engine, each evaluation at other
 * bit-widths. At least 200,000 are wanted.
 *
 * <pre>
 * mvn -B -q -pl benchmarks -am package -DskipTests
 * java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main BlockCost
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@Threads(1)
public class BlockCostBenchmark {

  private static final int ASSIGNMENTS = 1024;

  private final CostModel model = engine();
  private final BlockStructure block =
      new InvertedResidual(3, 6, 1.0)
          .structure(BlockGeometry.of(TensorShape.image(32, 14, 14), 32, 1));
  private final List<List<BitWidths>> assignments = assignments(block.bitSlots());
  private int next;

  /** One block at the next bit-widths. */
  @Benchmark
  public CostResult blockCost() {
    next = (next + 1) % ASSIGNMENTS;
    return model.cost(block, assignments.get(next));
  }

  private static List<List<BitWidths>> assignments(int slots) {
    SplittableRandom random = new SplittableRandom(2);
    return IntStream.range(0, ASSIGNMENTS)
        .mapToObj(i -> IntStream.range(0, slots).mapToObj(slot -> bits(random)).toList())
        .toList();
  }

  private static BitWidths bits(SplittableRandom random) {
    return new BitWidths(random.nextInt(2, 9), random.nextInt(2, 9));
  }

  private static CostModel engine() {
    FpgaDevice device =
        new FpgaDevice(
            "benchmark",
            new ResourceUse(70_560, 141_120, 360, 216),
            figure(0.8),
            new MemoryInterface(figure(4.26), figure(0.75)),
            new EngineTiming(figure(300)),
            new EnergyPrices(
                figure(0.003125),
                figure(0.1),
                figure(1.25),
                figure(243.75),
                figure(13.3),
                figure(0.21)),
            "conf/devices/zu3eg.json");
    SubgraphEngine engine =
        new SubgraphEngine(
            new Lanes(8, 8),
            new Lanes(8, 8),
            16,
            3,
            MultiplierUnit.DSP,
            8,
            8,
            new Buffers(64, 3, 14, 192, 128),
            250);
    ModelResult result = CostModels.of(device, engine, Optional.empty(), List.of());
    if (result instanceof ModelResult.Buildable buildable) {
      return buildable.model();
    }
    throw new IllegalStateException("The engine of the benchmark must be buildable: " + result);
  }

  private static Figure figure(double value) {
    return new Figure(value, "conf/devices/zu3eg.json");
  }
}
