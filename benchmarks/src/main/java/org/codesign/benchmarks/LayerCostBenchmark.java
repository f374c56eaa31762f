package org.codesign.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.codesign.cost.EngineProgram;
import org.codesign.cost.GpuTiming;
import org.codesign.cost.SubgraphTiming;
import org.codesign.cost.TimingModel;
import org.codesign.hardware.EnergyPrices;
import org.codesign.hardware.EngineTiming;
import org.codesign.hardware.Figure;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.GpuDevice;
import org.codesign.hardware.GpuStructure;
import org.codesign.hardware.MemoryInterface;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.TensorPeaks;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;
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
 * Layer-cost evaluations per second on one thread, each of another layer, and the hardware integer
 * program of one subgraph on the ZU3EG. At least 1,000,000 a second and 1 a second are wanted,
 * 5,000,000 and 20 are hoped for.
 *
 * <pre>
 * mvn -B -q -pl benchmarks -am package -DskipTests
 * java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main LayerCost
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@Threads(1)
public class LayerCostBenchmark {

  private static final int LAYERS = 256;

  private final FpgaDevice fpga = fpga();
  private final TimingModel gpu = new GpuTiming(gpuDevice());
  private final NetworkSpec subgraph = subgraph();
  private final TimingModel engine =
      new SubgraphTiming(fpga, EngineProgram.fastest(fpga, subgraph).orElseThrow());
  private final double[] gpuParameters = gpu.priors();
  private final double[] engineParameters = engine.priors();
  private final LayerSpec[] layers = layers();
  private int next;

  /** One layer on the GPU. */
  @Benchmark
  public double gpuLayer() {
    next = (next + 1) % LAYERS;
    return gpu.layerMillis(gpuParameters, layers[next], 8);
  }

  /** One layer on the subgraph engine. */
  @Benchmark
  public double engineLayer() {
    next = (next + 1) % LAYERS;
    return engine.layerMillis(engineParameters, layers[next], 1);
  }

  /** The fastest engine for an inverted residual. */
  @Benchmark
  public Object integerProgram() {
    return EngineProgram.fastest(fpga, subgraph);
  }

  Optional<EngineProgram.Choice> solve() {
    return EngineProgram.solve(fpga, subgraph, Optional.empty());
  }

  private static FpgaDevice fpga() {
    return new FpgaDevice(
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
  }

  private static GpuDevice gpuDevice() {
    return new GpuDevice(
        "benchmark",
        new TensorPeaks(figure(260), figure(130), figure(65)),
        new GpuStructure(figure(40), figure(4), figure(8.14)),
        new MemoryInterface(figure(320), figure(0.75)),
        figure(70),
        "conf/devices/t4.json");
  }

  private static Figure figure(double value) {
    return new Figure(value, "conf/devices");
  }

  private static NetworkSpec subgraph() {
    return new NetworkSpec(
        "inverted-residual",
        1,
        List.of(
            layer("expand", 32, 192, 28, 1, 1, 4),
            layer("filter", 192, 192, 28, 3, 192, 4),
            layer("project", 192, 32, 28, 1, 1, 4)));
  }

  private static LayerSpec[] layers() {
    SplittableRandom random = new SplittableRandom(1);
    LayerSpec[] layers = new LayerSpec[LAYERS];
    for (int i = 0; i < LAYERS; i++) {
      int in = 16 << random.nextInt(6);
      int out = 16 << random.nextInt(6);
      int bits = 4 + 4 * random.nextInt(2);
      layers[i] = layer("l" + i, in, out, 7 << random.nextInt(4), 1, 1, bits);
    }
    return layers;
  }

  private static LayerSpec layer(
      String name, int in, int out, int size, int kernel, int groups, int bits) {
    return new LayerSpec(
        name, LayerKind.CONV2D, in, out, size, size, kernel, 1, kernel / 2, groups, bits, 8);
  }
}
