package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.ortools.Loader;
import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.conf.Configuration;
import org.codesign.cost.EngineProgram;
import org.codesign.cost.Place;
import org.codesign.cost.SubgraphTiming;
import org.codesign.hardware.EngineSizes;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.profile.DeviceProfile;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The hardware integer program by enumeration against SCIP through OR-Tools on the same program
 * written with binary variables: one size of the 1x1 engine, one of the depthwise engine, and the
 * width of the weight memory that follows from both. The shared call saves what it saves only if
 * both engines are there.
 */
class EngineProgramOrToolsTest {

  private static final FpgaDevice DEVICE =
      (FpgaDevice) DeviceProfile.read("zu3eg", new Configuration()).device();
  private static final Lanes NO_LANES = new Lanes(0, 0);
  private static final int TAPS = 9;

  @BeforeAll
  static void load() {
    Loader.loadNativeLibraries();
  }

  @ParameterizedTest
  @CsvSource({"32, 28, 4, 8, 1.0", "32, 28, 8, 8, 1.0", "64, 14, 4, 4, 0.5", "16, 56, 4, 8, 0.25"})
  void findsWhatTheSolverFinds(
      int channels, int size, int weightBits, int activationBits, double share) {
    NetworkSpec subgraph = subgraph(channels, size, weightBits, activationBits);
    FpgaDevice device = smaller(share);
    double best = Double.POSITIVE_INFINITY;
    for (MultiplierUnit unit : MultiplierUnit.values()) {
      best = Math.min(best, new Mip(device, subgraph, unit).solve());
    }
    EngineProgram.Choice ours =
        EngineProgram.solve(device, subgraph, Optional.empty()).orElseThrow();
    assertThat(ours.millis()).isCloseTo(best, within(1e-6 * best));
  }

  private static FpgaDevice smaller(double share) {
    return new FpgaDevice(
        DEVICE.name(),
        DEVICE.available().share(share),
        DEVICE.usableFraction(),
        DEVICE.dram(),
        DEVICE.timing(),
        DEVICE.energy(),
        DEVICE.source());
  }

  private static NetworkSpec subgraph(int channels, int size, int weightBits, int activationBits) {
    int wide = 4 * channels;
    List<LayerSpec> layers = new ArrayList<>();
    int[][] shapes = {{channels, wide, 1, 1}, {wide, wide, 3, wide}, {wide, channels, 1, 1}};
    for (int[] s : shapes) {
      layers.add(
          new LayerSpec(
              "l" + layers.size(),
              LayerKind.CONV2D,
              s[0],
              s[1],
              size,
              size,
              s[2],
              1,
              s[2] / 2,
              s[3],
              weightBits,
              activationBits));
    }
    return new NetworkSpec("subgraph", 1, layers);
  }

  /** One program for one kind of multiplier. */
  private static final class Mip {

    private final MPSolver solver = MPSolver.createSolver("SCIP");
    private final FpgaDevice device;
    private final List<LayerSpec> layers;
    private final MultiplierUnit unit;
    private final SubgraphEngine example;
    private final EngineSizes sizes;

    /** By option: its engine without the other one. */
    private final List<SubgraphEngine> pointwise = new ArrayList<>();

    private final List<SubgraphEngine> depthwise = new ArrayList<>();
    private final List<MPVariable> takesPointwise = new ArrayList<>();
    private final List<MPVariable> takesDepthwise = new ArrayList<>();

    Mip(FpgaDevice device, NetworkSpec network, MultiplierUnit unit) {
      this.device = device;
      this.layers = network.layers();
      this.unit = unit;
      EngineProgram program = new EngineProgram(device, layers);
      this.sizes = program.sizes();
      this.example = program.engines(sizes).get(0);
    }

    double solve() {
      MPObjective objective = solver.objective();
      objective.setMinimization();
      for (Lanes lanes : sizes.pointwise()) {
        if (lanes.multipliers() > 0) {
          pointwise.add(engine(lanes, 0));
          takesPointwise.add(solver.makeBoolVar(""));
        }
      }
      for (int channels : sizes.depthwiseChannels()) {
        if (channels > 0) {
          depthwise.add(engine(NO_LANES, channels));
          takesDepthwise.add(solver.makeBoolVar(""));
        }
      }
      atMostOne(takesPointwise);
      atMostOne(takesDepthwise);
      // Layers that no engine takes are the processor's.
      SubgraphTiming without = new SubgraphTiming(device, depthwise.get(0));
      double host = millis(without, 0) + millis(without, 2);
      double hostDepthwise = millis(new SubgraphTiming(device, pointwise.get(0)), 1);
      for (int i = 0; i < pointwise.size(); i++) {
        SubgraphTiming timing = new SubgraphTiming(device, pointwise.get(i));
        double alone = millis(timing, 0) + millis(timing, 2) - host;
        objective.setCoefficient(takesPointwise.get(i), alone);
        save(takesPointwise.get(i), takesDepthwise, placed(timing, 0, Place.OPENS_CALL));
      }
      for (int i = 0; i < depthwise.size(); i++) {
        SubgraphTiming timing = new SubgraphTiming(device, depthwise.get(i));
        objective.setCoefficient(takesDepthwise.get(i), millis(timing, 1) - hostDepthwise);
        save(takesDepthwise.get(i), takesPointwise, placed(timing, 1, Place.ENDS_CALL));
      }
      resources();
      assertThat(solver.solve()).isEqualTo(MPSolver.ResultStatus.OPTIMAL);
      return objective.value() + host + hostDepthwise;
    }

    /** A saving that is had if the option is taken and one of the others, too. */
    private void save(MPVariable option, List<MPVariable> others, double difference) {
      MPVariable both = solver.makeBoolVar("");
      MPConstraint mine = solver.makeConstraint(Double.NEGATIVE_INFINITY, 0);
      mine.setCoefficient(both, 1);
      mine.setCoefficient(option, -1);
      MPConstraint any = solver.makeConstraint(Double.NEGATIVE_INFINITY, 0);
      any.setCoefficient(both, 1);
      others.forEach(other -> any.setCoefficient(other, -1));
      solver.objective().setCoefficient(both, difference);
    }

    private void resources() {
      Map<Integer, MPVariable> widths = new TreeMap<>();
      List<SubgraphEngine> engines = new ArrayList<>(pointwise);
      engines.addAll(depthwise);
      List<MPVariable> takes = new ArrayList<>(takesPointwise);
      takes.addAll(takesDepthwise);
      engines.forEach(e -> widths.computeIfAbsent(bits(e), w -> solver.makeBoolVar("")));
      MPConstraint oneWidth = solver.makeConstraint(1, 1);
      widths.values().forEach(width -> oneWidth.setCoefficient(width, 1));
      for (int i = 0; i < engines.size(); i++) {
        MPConstraint wideEnough = solver.makeConstraint(0, Double.POSITIVE_INFINITY);
        widths.forEach((width, one) -> wideEnough.setCoefficient(one, width));
        wideEnough.setCoefficient(takes.get(i), -bits(engines.get(i)));
      }
      widths.forEach(
          (width, one) -> {
            MPConstraint attained = solver.makeConstraint(0, Double.POSITIVE_INFINITY);
            attained.setCoefficient(one, -1);
            for (int i = 0; i < engines.size(); i++) {
              if (bits(engines.get(i)) == width) {
                attained.setCoefficient(takes.get(i), 1);
              }
            }
          });
      ResourceUse limit = device.usable();
      // Two DSP slices for addresses are in each engine, and once in both together.
      limit(
          (double) limit.dsp() - 2, engines, takes, widths, e -> (double) use(e).dsp() - 2, w -> 0);
      limit(
          (double) limit.lut(),
          engines,
          takes,
          widths,
          e -> (double) use(e).lut() - lut(bits(e)),
          this::lut);
      limit(
          (double) limit.ff(),
          engines,
          takes,
          widths,
          e -> (double) use(e).ff() - ff(bits(e)),
          this::ff);
      limit(
          (double) limit.bram36(),
          engines,
          takes,
          widths,
          e -> (double) use(e).bram36() - ram(bits(e)),
          this::ram);
    }

    private void limit(
        double limit,
        List<SubgraphEngine> engines,
        List<MPVariable> takes,
        Map<Integer, MPVariable> widths,
        ToDoubleFunction<SubgraphEngine> own,
        ToDoubleFunction<Integer> shared) {
      MPConstraint constraint = solver.makeConstraint(Double.NEGATIVE_INFINITY, limit);
      for (int i = 0; i < engines.size(); i++) {
        constraint.setCoefficient(takes.get(i), own.applyAsDouble(engines.get(i)));
      }
      widths.forEach((w, one) -> constraint.setCoefficient(one, shared.applyAsDouble(w)));
    }

    private double lut(int bits) {
      return Math.floor(309 + 0.947 * bits + 0.5);
    }

    private double ff(int bits) {
      return Math.floor(141 + 3.1 * bits + 0.5);
    }

    /** RAMB36 of the weight memory: width x depth of the cheapest shape. */
    private double ram(int bits) {
      double depth = Math.ceil(example.buffers().weightKibibytes() * 8192.0 / bits);
      int[][] shapes = {
        {72, 512}, {36, 1024}, {18, 2048}, {9, 4096}, {4, 8192}, {2, 16_384}, {1, 32_768}
      };
      double fewest = Double.POSITIVE_INFINITY;
      for (int[] shape : shapes) {
        double blocks = Math.ceil((double) bits / shape[0]) * Math.ceil(depth / shape[1]);
        fewest = Math.min(fewest, blocks);
      }
      return fewest;
    }

    private int bits(SubgraphEngine engine) {
      int products = Math.max(engine.pointwise().multipliers(), TAPS * engine.depthwiseChannels());
      return engine.weightBits() * products;
    }

    private ResourceUse use(SubgraphEngine engine) {
      return new SubgraphTiming(device, engine).resources();
    }

    private double millis(SubgraphTiming timing, int layer) {
      return timing.layerMillis(timing.priors(), layers.get(layer), 1);
    }

    private double placed(SubgraphTiming timing, int layer, Place place) {
      double alone = millis(timing, layer);
      return timing.placedMillis(timing.priors(), layers.get(layer), place, 1, alone) - alone;
    }

    private SubgraphEngine engine(Lanes lanes, int channels) {
      return new SubgraphEngine(
          lanes,
          NO_LANES,
          channels,
          example.depthwiseKernel(),
          unit,
          example.weightBits(),
          example.activationBits(),
          example.buffers(),
          example.clockMegahertz());
    }

    private void atMostOne(List<MPVariable> options) {
      MPConstraint one = solver.makeConstraint(0, 1);
      options.forEach(option -> one.setCoefficient(option, 1));
    }
  }
}
