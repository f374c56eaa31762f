package org.codesign.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private final FpgaDevice device;
  private final NetworkSpec network;
  private final Buffers buffers;
  private final int weightBits;
  private final int activationBits;
  private final int depthwiseKernel;

  private EngineProgram(FpgaDevice device, NetworkSpec network) {
    this.device = device;
    this.network = network;
    int widest = 1;
    int channels = 1;
    long weights = 1;
    int wBits = 1;
    int aBits = 1;
    int taps = 1;
    boolean deforms = false;
    for (LayerSpec layer : network.layers()) {
      if (!layer.operator().hasWeights()) {
        continue;
      }
      wBits = Math.max(wBits, layer.weightBits());
      aBits = Math.max(aBits, layer.activationBits());
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
    this.weightBits = wBits;
    this.activationBits = aBits;
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
    Choice best = null;
    for (Choice one : new EngineProgram(device, network).fitting(parameters, new long[1])) {
      best = best == null || isBetter(one, best) ? one : best;
    }
    return Optional.ofNullable(best);
  }

  /**
   * The engines that a search need look at: no other one that fits is as fast on every layer and on
   * the whole network and takes at most as much of each resource.
   */
  public static Pruned undominated(FpgaDevice device, NetworkSpec network) {
    EngineProgram program = new EngineProgram(device, network);
    long[] tried = new long[1];
    List<Choice> all = program.fitting(Optional.empty(), tried);
    List<double[]> costs = all.stream().map(program::costs).toList();
    List<Choice> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean beaten = false;
      for (int j = 0; j < all.size() && !beaten; j++) {
        beaten = j != i && beats(costs.get(j), costs.get(i), j < i);
      }
      if (!beaten) {
        kept.add(all.get(i));
      }
    }
    return new Pruned(tried[0], all.size(), kept);
  }

  private List<Choice> fitting(Optional<double[]> parameters, long[] tried) {
    List<Choice> fitting = new ArrayList<>();
    ResourceUse limit = device.usable();
    for (MultiplierUnit unit : MultiplierUnit.values()) {
      for (Lanes pointwise : lanes(true)) {
        for (Lanes dense : lanes(false)) {
          for (int depthwise : depthwise()) {
            if (pointwise.multipliers() + dense.multipliers() + depthwise == 0) {
              continue;
            }
            tried[0]++;
            SubgraphEngine engine = engine(unit, pointwise, dense, depthwise);
            ResourceUse use = SubgraphResources.of(engine);
            if (use.fitsIn(limit)) {
              SubgraphTiming timing = new SubgraphTiming(device, engine);
              if (network.layers().stream().anyMatch(one -> timing.misfit(one).isPresent())) {
                continue;
              }
              double[] p = parameters.orElseGet(timing::priors);
              fitting.add(new Choice(engine, use, timing.networkMillis(p, network)));
            }
          }
        }
      }
    }
    return fitting;
  }

  private SubgraphEngine engine(MultiplierUnit unit, Lanes pointwise, Lanes dense, int depthwise) {
    int clock = (int) Math.min(USUAL_CLOCK, device.timing().maximumClockMegahertz().value());
    return new SubgraphEngine(
        pointwise,
        dense,
        depthwise,
        depthwiseKernel,
        unit,
        Math.min(16, weightBits),
        Math.min(16, activationBits),
        buffers,
        clock);
  }

  /** Sizes of the 1x1 engine, or of the k x k engine, up to the channels that layers have. */
  private List<Lanes> lanes(boolean pointwise) {
    int inputs = 0;
    int outputs = 0;
    for (LayerSpec layer : network.layers()) {
      boolean dense = layer.operator().hasWeights() && layer.groups() == 1;
      if (dense && layer.isPointwise() == pointwise) {
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
    for (LayerSpec layer : network.layers()) {
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

  private double[] costs(Choice choice) {
    SubgraphTiming timing = new SubgraphTiming(device, choice.engine());
    double[] p = timing.priors();
    int layers = network.layers().size();
    double[] costs = new double[layers + 5];
    for (int i = 0; i < layers; i++) {
      costs[i] = timing.layerMillis(p, network.layers().get(i), network.batch());
    }
    costs[layers] = choice.millis();
    costs[layers + 1] = choice.use().dsp();
    costs[layers + 2] = choice.use().bram36();
    costs[layers + 3] = choice.use().lut();
    costs[layers + 4] = choice.use().ff();
    return costs;
  }

  private static boolean beats(double[] one, double[] other, boolean first) {
    boolean same = true;
    for (int i = 0; i < one.length; i++) {
      if (one[i] > other[i]) {
        return false;
      }
      same &= one[i] == other[i];
    }
    return !same || first;
  }

  private static boolean isBetter(Choice one, Choice other) {
    if (one.millis() != other.millis()) {
      return one.millis() < other.millis();
    }
    if (one.use().dsp() != other.use().dsp()) {
      return one.use().dsp() < other.use().dsp();
    }
    return one.use().bram36() != other.use().bram36()
        ? one.use().bram36() < other.use().bram36()
        : one.use().lut() < other.use().lut();
  }
}
