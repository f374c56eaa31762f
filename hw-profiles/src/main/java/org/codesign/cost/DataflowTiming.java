package org.codesign.cost;

import java.util.List;
import java.util.Optional;
import org.codesign.hardware.DataflowFolding;
import org.codesign.hardware.EnergyPrices;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.ResourceUse;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;

/**
 * The time of an image in a stream through a dataflow accelerator: the slowest layer's,
 *
 * <pre>
 * interval = stretch max over layers of cycles / clock       (Blott et al., FINN-R, TRETS 2018)
 * </pre>
 *
 * with FINN's cycles ({@link FinnLayer}). The latency of a single image is larger and not given by
 * it. BNN-PYNQ's CNV on an Ultra96 measures 0.1 % (W1A1) and 0.9 % (W2A2) above it; its LFC, which
 * waits for inputs, 64 %. Layers without weights are taken to keep up.
 */
public final class DataflowTiming implements TimingModel {

  private static final List<TimingParameter> PARAMETERS =
      List.of(new TimingParameter("stretch", 1, 0.02));

  private static final int SIGNED = 1;

  private final DataflowFolding folding;
  private final EnergyPrices prices;
  private final ResourceUse resources;
  private final LayerSpec first;
  private final LayerSpec last;

  public DataflowTiming(FpgaDevice device, DataflowFolding folding, NetworkSpec network) {
    this.folding = folding;
    this.prices = device.energy();
    ResourceUse sum = ResourceUse.NONE;
    for (LayerSpec layer : network.layers()) {
      sum = misfit(layer).isPresent() ? sum : sum.plus(layerUse(layer));
    }
    this.resources = sum;
    this.first = network.layers().get(0);
    this.last = network.layers().get(network.layers().size() - 1);
  }

  @Override
  public String name() {
    return "dataflow";
  }

  @Override
  public List<TimingParameter> parameters() {
    return PARAMETERS;
  }

  /** Initiation interval of one layer in cycles; 0 where it has no weights. */
  public long cycles(LayerSpec layer) {
    DataflowFolding.Fold fold = folding.folding().get(layer.name());
    if (fold == null) {
      return 0;
    }
    if (layer.isDepthwise()) {
      return FinnLayer.depthwiseCycles(
          layer.outChannels(), layer.kernel(), fold.pe(), fold.simd(), layer.positions());
    }
    return unit(layer, fold).cycles(layer.positions());
  }

  @Override
  public double layerMillis(double[] p, LayerSpec layer, int batch) {
    return p[0] * batch * cycles(layer) / (folding.clockMegahertz() * 1e3);
  }

  /** An image in a stream waits for the slowest layer alone; see {@link #networkMillis}. */
  @Override
  public double placedMillis(double[] p, LayerSpec layer, Place place, int batch, double alone) {
    return alone;
  }

  @Override
  public double networkMillis(double[] p, NetworkSpec network, double[] layerMillis) {
    double slowest = 0;
    for (double one : layerMillis) {
      slowest = Math.max(slowest, one);
    }
    return slowest;
  }

  @Override
  public Bound bound(double[] p, LayerSpec layer, int batch) {
    return Bound.COMPUTE;
  }

  /** Weights stay on chip; only the two ends of the stream reach DRAM. */
  @Override
  public double bytesMoved(LayerSpec layer, Place place, int batch) {
    double bits = 0;
    if (layer.name().equals(first.name())) {
      bits += (double) layer.inputs() * layer.activationBits();
    }
    if (layer.name().equals(last.name())) {
      bits += (double) layer.outputs() * layer.activationBits();
    }
    return batch * bits / 8;
  }

  @Override
  public double energyMicrojoules(LayerSpec layer, Place place, int batch, double millis) {
    double macs = (double) batch * layer.macs();
    double bytes = macs * (layer.weightBits() + layer.activationBits()) / 8.0;
    double picojoules =
        macs * prices.picojoulesPerMac(layer.weightBits(), layer.activationBits())
            + bytes * prices.picojoulesPerOnChipByte().value()
            + bytesMoved(layer, place, batch) * prices.picojoulesPerDramByte().value();
    return picojoules / 1e6 + prices.staticWatts().value() * millis * 1e3;
  }

  @Override
  public ResourceUse resources() {
    return resources;
  }

  @Override
  public Optional<ResourceUse> layerResources(LayerSpec layer) {
    return Optional.of(layerUse(layer));
  }

  @Override
  public Optional<String> misfit(LayerSpec layer) {
    if (!layer.operator().hasWeights()) {
      return Optional.empty();
    }
    DataflowFolding.Fold fold = folding.folding().get(layer.name());
    if (fold == null) {
      return Optional.of("layer %s: has no folding".formatted(layer.name()));
    }
    int outputs = layer.outChannels();
    long inputs = layer.isDepthwise() ? (long) layer.kernel() * layer.kernel() : layer.reduction();
    if (outputs % fold.pe() != 0) {
      return Optional.of(
          "layer %s: pe (%d) must divide the %d outputs"
              .formatted(layer.name(), fold.pe(), outputs));
    }
    return inputs % fold.simd() == 0
        ? Optional.empty()
        : Optional.of(
            "layer %s: simd (%d) must divide the %d inputs"
                .formatted(layer.name(), fold.simd(), inputs));
  }

  /** The unit's own, multipliers in LUTs, and its sliding window, memories in RAMB18. */
  private ResourceUse layerUse(LayerSpec layer) {
    DataflowFolding.Fold fold = folding.folding().get(layer.name());
    if (fold == null) {
      return ResourceUse.NONE;
    }
    FinnLayer unit = unit(layer, fold);
    double luts = unit.lutHls(false, unit.accumulatorBits(SIGNED));
    long bram18 = unit.bram18();
    if (layer.kernel() > 1) {
      luts += 300;
      long bits =
          (long) layer.kernel() * layer.inWidth() * layer.inChannels() * layer.activationBits();
      bram18 += Ceiling.divide(bits, 18_432);
    }
    return new ResourceUse(Math.round(luts), 0, 0, Ceiling.divide(bram18, 2));
  }

  private static FinnLayer unit(LayerSpec layer, DataflowFolding.Fold fold) {
    int inputs =
        Math.toIntExact(
            layer.isDepthwise() ? (long) layer.kernel() * layer.kernel() : layer.reduction());
    return new FinnLayer(
        layer.outChannels(),
        inputs,
        fold.pe(),
        fold.simd(),
        layer.weightBits(),
        layer.activationBits());
  }
}
