package org.codesign.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.codesign.hardware.EngineSizes;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Buffers;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;

/**
 * The hardware integer program after HAO (FCCM 2021, arXiv 2104.12766; a reconstruction, the
 * paper's equations could not be read): of the engines whose sizes are powers of two,
 *
 * <pre>
 * minimise    the network's latency
 * subject to  DSP, LUT, FF, BRAM36 within the device's usable share; DRAM bandwidth in the latency
 * </pre>
 *
 * Solved exactly by enumeration: sizes of one engine that no layer needs are not tried, and sizes
 * beyond the network's channels neither, since they cost resources and save no cycle. Of equally
 * fast engines the one with the fewest DSP, then BRAM36, then LUT.
 */
public final class EngineProgram {

  private static final int[] SIZES = {4, 8, 16, 32, 64};
  private static final int MOST_CHANNELS = 512;
  private static final int USUAL_CLOCK = 250;
  private static final int WIDEST_BITS = 16;

  private final FpgaDevice device;
  private final List<LayerSpec> layers;
  private final Buffers buffers;
  private final int depthwiseKernel;

  /**
   * The program of engines for any of these layers.
   *
   * @param layers those that may run on an engine; others do not matter
   */
  public EngineProgram(FpgaDevice device, List<LayerSpec> layers) {
    this.device = device;
    this.layers = layers.stream().filter(layer -> layer.operator().hasWeights()).toList();
    int widest = 1;
    int channels = 1;
    int taps = 1;
    long weights = 1;
    boolean deforms = false;
    for (LayerSpec layer : this.layers) {
      weights = Math.max(weights, Ceiling.bytes(layer.weights(), layer.weightBits()));
      if (layer.isDepthwise()) {
        widest = Math.max(widest, layer.inWidth());
        channels = Math.max(channels, Math.min(MOST_CHANNELS, layer.inChannels()));
        taps = Math.max(taps, layer.kernel());
        deforms |= layer.operator() == LayerKind.DEFORMABLE_CONV2D;
      }
    }
    // Larger layers stream their weights in several loads: a quarter of the block memory holds
    // them.
    long most = device.available().bram36() * 36L / 8 / 4;
    int kibibytes = (int) Math.max(1, Math.min(Ceiling.divide(weights, 1024), most));
    int lines = deforms ? 15 : taps;
    this.buffers = new Buffers(kibibytes, lines, widest, channels, 128);
    this.depthwiseKernel = Math.min(15, taps);
  }

  /** An engine, what it takes and how long the network takes on it. */
  public record Choice(SubgraphEngine engine, ResourceUse use, double millis) {}

  /** The engines that no other beats, of so many that were tried and that fitted. */
  public record Pruned(long tried, long fitting, List<Choice> undominated) {
    public Pruned {
      undominated = List.copyOf(undominated);
    }
  }

  /** The fastest engine for the network on the device, if any fits. */
  public static Optional<SubgraphEngine> fastest(FpgaDevice device, NetworkSpec network) {
    return solve(device, network, Optional.empty()).map(Choice::engine);
  }

  /**
   * The fastest engine and its figures.
   *
   * @param parameters of {@link SubgraphTiming}, its priors if there are none
   */
  public static Optional<Choice> solve(
      FpgaDevice device, NetworkSpec network, Optional<double[]> parameters) {
    return choices(device, network, parameters).stream()
        .min(
            Comparator.comparingDouble(Choice::millis)
                .thenComparing(Choice::use, EngineProgram::byResources));
  }

  /**
   * The engines that a search need look at: no other one that fits is as fast on every layer and on
   * the whole network and takes at most as much of each resource.
   */
  public static Pruned undominated(FpgaDevice device, NetworkSpec network) {
    EngineProgram program = new EngineProgram(device, network.layers());
    List<Choice> all = choices(device, network, Optional.empty());
    return new Pruned(
        program.engines(program.sizes()).size(),
        all.size(),
        Undominated.of(all, choice -> figures(device, network, choice)));
  }

  /** Every size that is useful for the layers, in one multiplier of the widest bits. */
  public EngineSizes sizes() {
    int weightBits = 1;
    int activationBits = 1;
    for (LayerSpec layer : layers) {
      weightBits = Math.max(weightBits, layer.weightBits());
      activationBits = Math.max(activationBits, layer.activationBits());
    }
    int clock = (int) Math.min(USUAL_CLOCK, device.timing().maximumClockMegahertz().value());
    return new EngineSizes(
        lanes(true),
        lanes(false),
        depthwise(),
        List.of(MultiplierUnit.values()),
        List.of(Math.min(WIDEST_BITS, weightBits)),
        List.of(Math.min(WIDEST_BITS, activationBits)),
        List.of(clock));
  }

  /** All engines of these sizes, whether they fit or not. */
  public List<SubgraphEngine> engines(EngineSizes sizes) {
    List<SubgraphEngine> engines = new ArrayList<>();
    for (MultiplierUnit unit : sizes.units()) {
      for (int clock : sizes.clockMegahertz()) {
        for (int weightBits : sizes.weightBits()) {
          for (int activationBits : sizes.activationBits()) {
            addEngines(engines, sizes, unit, weightBits, activationBits, clock);
          }
        }
      }
    }
    return engines;
  }

  private void addEngines(
      List<SubgraphEngine> engines,
      EngineSizes sizes,
      MultiplierUnit unit,
      int weightBits,
      int activationBits,
      int clock) {
    for (Lanes pointwise : sizes.pointwise()) {
      for (Lanes dense : sizes.dense()) {
        for (int depthwise : sizes.depthwiseChannels()) {
          if (pointwise.multipliers() + dense.multipliers() + depthwise > 0) {
            engines.add(
                new SubgraphEngine(
                    pointwise,
                    dense,
                    depthwise,
                    depthwiseKernel,
                    unit,
                    weightBits,
                    activationBits,
                    buffers,
                    clock));
          }
        }
      }
    }
  }

  /** Fewest DSP first, then BRAM36, then LUT. */
  private static int byResources(ResourceUse one, ResourceUse other) {
    return Comparator.comparingLong(ResourceUse::dsp)
        .thenComparingLong(ResourceUse::bram36)
        .thenComparingLong(ResourceUse::lut)
        .compare(one, other);
  }

  private static List<Choice> choices(
      FpgaDevice device, NetworkSpec network, Optional<double[]> parameters) {
    EngineProgram program = new EngineProgram(device, network.layers());
    ResourceUse limit = device.usable();
    List<Choice> fitting = new ArrayList<>();
    for (SubgraphEngine engine : program.engines(program.sizes())) {
      ResourceUse use = SubgraphResources.of(engine);
      if (use.fitsIn(limit)) {
        SubgraphTiming timing = new SubgraphTiming(device, engine);
        if (network.layers().stream().allMatch(one -> timing.misfit(one).isEmpty())) {
          double[] p = parameters.orElseGet(timing::priors);
          fitting.add(new Choice(engine, use, timing.networkMillis(p, network)));
        }
      }
    }
    return fitting;
  }

  /** Sizes of the 1x1 engine, or of the k x k engine, up to the channels that layers have. */
  private List<Lanes> lanes(boolean pointwise) {
    int inputs = 0;
    int outputs = 0;
    for (LayerSpec layer : layers) {
      if (layer.groups() == 1 && layer.isPointwise() == pointwise) {
        inputs = Math.max(inputs, layer.inChannels());
        outputs = Math.max(outputs, layer.outChannels());
      }
    }
    List<Lanes> sizes = new ArrayList<>();
    sizes.add(new Lanes(0, 0));
    for (int in : SIZES) {
      for (int out : SIZES) {
        if (isUseful(in, inputs) && isUseful(out, outputs)) {
          sizes.add(new Lanes(in, out));
        }
      }
    }
    return sizes;
  }

  private List<Integer> depthwise() {
    int channels = 0;
    for (LayerSpec layer : layers) {
      channels = layer.isDepthwise() ? Math.max(channels, layer.inChannels()) : channels;
    }
    List<Integer> sizes = new ArrayList<>(List.of(0));
    for (int size : SIZES) {
      if (isUseful(size, channels)) {
        sizes.add(size);
      }
    }
    return sizes;
  }

  /** Whether half the size would need more passes. */
  private static boolean isUseful(int size, int channels) {
    return channels > 0 && (size == SIZES[0] || channels > size / 2);
  }

  private static double[] figures(FpgaDevice device, NetworkSpec network, Choice choice) {
    SubgraphTiming timing = new SubgraphTiming(device, choice.engine());
    double[] p = timing.priors();
    int count = network.layers().size();
    double[] figures = new double[count + 5];
    for (int i = 0; i < count; i++) {
      figures[i] = timing.layerMillis(p, network.layers().get(i), network.batch());
    }
    figures[count] = choice.millis();
    figures[count + 1] = choice.use().dsp();
    figures[count + 2] = choice.use().bram36();
    figures[count + 3] = choice.use().lut();
    figures[count + 4] = choice.use().ff();
    return figures;
  }
}
