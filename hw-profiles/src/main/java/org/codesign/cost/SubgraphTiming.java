package org.codesign.cost;

import java.util.List;
import java.util.Optional;
import org.codesign.hardware.EnergyPrices;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;

/**
 * The time of subgraphs on engines that are called once for each. A call is one layer, or a 1x1
 * layer and the depthwise layer that reads it, which share the call, the pass over the pixels and
 * the way to DRAM. With D^2 input pixels, Do^2 output pixels, I = ceil(IC / PI), O = ceil(OC / PO):
 *
 * <pre>
 * cycles = multiply D^2 (I + I O K')   1x1 (K' = 1) and k x k (K' = k^2, over output pixels)
 *        + pixel D^2                   for each pixel that a matrix engine takes
 *        + weight ceil(weight bits / port)        loading the weights of a call
 * stream = tap pixel D^2               for each pixel that the depthwise engine takes
 *        + line D^2 O                  words that come to the line buffer
 *        + write Do^2 O                words of results
 * call   = start + sum over its layers of max(cycles / clock + stream, bytes / DRAM bandwidth)
 * </pre>
 *
 * After the loops of CoDeNet's HLS engine (github.com/hqjenny/CoDeNet, hls/top), D^2 (I + I O) for
 * the 1x1 engine and D^2 O + Do^2 O around the line buffer. Loops of products are pipelined and
 * take a cycle an iteration; words that come from and go to DRAM are waited for, which takes time
 * whatever the clock: CoDeNet's first engines, at 100 MHz, stream a pixel of 256 channels in 464
 * ns, the calibrated ones at 250 MHz in some 430. A layer's share of a call depends on its own bits
 * alone, so that the time of a network is a sum over its layers. Work that no engine does is the
 * processor's: its multiply-accumulates, or its bytes read and written.
 */
public final class SubgraphTiming implements TimingModel {

  /** {@link #name()}. */
  public static final String NAME = "subgraph-engine";

  private static final int START = 0;
  private static final int MULTIPLY = 1;
  private static final int PIXEL = 2;
  private static final int TAP_PIXEL = 3;
  private static final int LINE = 4;
  private static final int WRITE = 5;
  private static final int WEIGHT = 6;
  private static final int HOST_BYTE = 7;
  private static final int HOST_MACS = 8;

  private static final List<TimingParameter> PARAMETERS =
      List.of(
          new TimingParameter("callMicros", 50, 0.7),
          new TimingParameter("multiplyInterval", 1.0, 0.05),
          new TimingParameter("pixelCycles", 20, 0.7),
          new TimingParameter("depthwisePixelNanos", 80, 0.7),
          new TimingParameter("lineNanos", 12, 0.3),
          new TimingParameter("writeNanos", 8, 0.5),
          new TimingParameter("weightInterval", 2, 0.5),
          new TimingParameter("processorNanosPerByte", 2.3, 0.5),
          new TimingParameter("processorGigamacsPerSecond", 1.7, 0.5));

  private final SubgraphEngine engine;
  private final double dramBytesPerMicro;
  private final EnergyPrices prices;
  private final ResourceUse resources;
  private final long clockedSlices;

  public SubgraphTiming(FpgaDevice device, SubgraphEngine engine) {
    this.engine = engine;
    this.dramBytesPerMicro = device.dram().bytesPerMillisecond() / 1e3;
    this.prices = device.energy();
    this.resources = SubgraphResources.of(engine);
    this.clockedSlices = SubgraphResources.clockedSlices(engine);
  }

  /** What is timed. */
  public SubgraphEngine engine() {
    return engine;
  }

  /** The parameters of every such model. */
  public static List<TimingParameter> timingParameters() {
    return PARAMETERS;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<TimingParameter> parameters() {
    return PARAMETERS;
  }

  @Override
  public double layerMillis(double[] p, LayerSpec layer, int batch) {
    return modelledMillis(p, layer, runsOnEngine(layer) ? Place.ALONE : Place.PROCESSOR, batch);
  }

  @Override
  public double placedMillis(double[] p, LayerSpec layer, Place place, int batch, double alone) {
    if (place == Place.ALONE || (place == Place.PROCESSOR && !runsOnEngine(layer))) {
      return alone;
    }
    double placed = modelledMillis(p, layer, place, batch);
    return place == Place.PROCESSOR
        ? placed
        : Math.max(0, alone + placed - modelledMillis(p, layer, Place.ALONE, batch));
  }

  private double modelledMillis(double[] p, LayerSpec layer, Place place, int batch) {
    if (place == Place.PROCESSOR) {
      return batch * processorMicros(p, layer) / 1e3;
    }
    double start = place == Place.ENDS_CALL ? 0 : p[START];
    double busy = Math.max(engineMicros(p, layer, place), dramMicros(layer, place));
    return (start + batch * busy) / 1e3;
  }

  private double engineMicros(double[] p, LayerSpec layer, Place place) {
    if (layer.isDepthwise()) {
      return (lineNanos(p, layer) + writeNanos(p, layer, engine.depthwiseChannels())) / 1e3;
    }
    double multiplying = matrixCycles(p, layer) / engine.clockMegahertz();
    return place == Place.OPENS_CALL
        ? multiplying
        : multiplying + writeNanos(p, layer, matrixOutputs(layer)) / 1e3;
  }

  private double dramMicros(LayerSpec layer, Place place) {
    return bytesMoved(layer, place) / dramBytesPerMicro;
  }

  /** Whether the second layer filters what the first, a 1x1 layer, gives. */
  @Override
  public boolean shareACall(LayerSpec first, LayerSpec second) {
    return first.isPointwise()
        && second.isDepthwise()
        && runsOnEngine(first)
        && runsOnEngine(second)
        && first.outChannels() == second.inChannels()
        && first.outHeight() == second.inHeight()
        && first.outWidth() == second.inWidth();
  }

  /** Whether there is an engine for the layer. */
  boolean runsOnEngine(LayerSpec layer) {
    if (!layer.operator().hasWeights()) {
      return false;
    }
    if (layer.isDepthwise()) {
      return engine.depthwiseChannels() > 0 && layer.kernel() <= engine.depthwiseKernel();
    }
    boolean pointwise = layer.isPointwise() && engine.pointwise().multipliers() > 0;
    return layer.groups() == 1 && (pointwise || engine.dense().multipliers() > 0);
  }

  @Override
  public ResourceUse resources() {
    return resources;
  }

  @Override
  public Optional<String> misfit(LayerSpec layer) {
    if (runsOnEngine(layer)
        && (layer.weightBits() > engine.weightBits()
            || layer.activationBits() > engine.activationBits())) {
      return Optional.of(
          "layer %s: w%da%d exceeds the w%da%d of the engine"
              .formatted(
                  layer.name(),
                  layer.weightBits(),
                  layer.activationBits(),
                  engine.weightBits(),
                  engine.activationBits()));
    }
    if (layer.operator() == LayerKind.DEFORMABLE_CONV2D && !runsOnEngine(layer)) {
      return Optional.of(
          "layer %s: no engine for a %d x %d deformable convolution of %d groups"
              .formatted(layer.name(), layer.kernel(), layer.kernel(), layer.groups()));
    }
    return Optional.empty();
  }

  @Override
  public double bytesMoved(LayerSpec layer, Place place, int batch) {
    double weights = (double) layer.weights() * layer.weightBits() / 8;
    return weights + batch * (bytesMoved(layer, place) - weights);
  }

  /**
   * Counted actions: products and sums of the multiply-accumulates, on-chip bytes of their
   * operands, DRAM bytes, the clock of every DSP slice, static power. A multiplier in LUTs is
   * priced as the share of a slice that it stands for, which it takes at least (Kuon and Rose,
   * "Measuring the Gap Between FPGAs and ASICs", TCAD 26(2), 2007: hard multipliers narrow the gap
   * in power).
   */
  @Override
  public double energyMicrojoules(LayerSpec layer, Place place, int batch, double millis) {
    double macs = (double) batch * (layer.macs() > 0 ? layer.macs() : layer.outputs());
    double arithmetic = macs * prices.picojoulesPerMac(layer.weightBits(), layer.activationBits());
    double operandBytes = macs * (layer.weightBits() + layer.activationBits()) / 8.0;
    double reuse = Math.max(1, Math.min(engine.pointwise().inputs(), layer.inChannels()));
    double picojoules =
        arithmetic
            + operandBytes / reuse * prices.picojoulesPerOnChipByte().value()
            + bytesMoved(layer, place, batch) * prices.picojoulesPerDramByte().value();
    double watts =
        prices.staticWatts().value()
            + clockedSlices
                * engine.clockMegahertz()
                * prices.picojoulesPerDspCycle().value()
                / 1e6;
    return picojoules / 1e6 + watts * millis * 1e3;
  }

  @Override
  public Bound bound(double[] p, LayerSpec layer, int batch) {
    if (!runsOnEngine(layer)) {
      return layer.operator().multiplies() ? Bound.COMPUTE : Bound.MEMORY;
    }
    return Bound.of(engineMicros(p, layer, Place.ALONE), dramMicros(layer, Place.ALONE), p[START]);
  }

  /** Operands and results of one image at their bits, without a tensor that stays on chip. */
  private static double bytesMoved(LayerSpec layer, Place place) {
    double activations =
        switch (place) {
          case ALONE, PROCESSOR -> layer.inputs() + layer.outputs();
          case OPENS_CALL -> layer.inputs();
          case ENDS_CALL -> layer.outputs();
        };
    return (activations * layer.activationBits() + (double) layer.weights() * layer.weightBits())
        / 8;
  }

  private double matrixCycles(double[] p, LayerSpec layer) {
    SubgraphEngine.Lanes lanes = lanes(layer);
    double inputs = Ceiling.divide(layer.inChannels(), lanes.inputs());
    double outputs = Ceiling.divide(layer.outChannels(), lanes.outputs());
    double taps = (double) layer.kernel() * layer.kernel();
    double pixels = layer.kernel() == 1 ? inputPixels(layer) : layer.positions();
    double words =
        Ceiling.divide(layer.weights() * layer.weightBits(), engine.buffers().portBits());
    return p[MULTIPLY] * pixels * inputs * (outputs * taps + 1)
        + p[PIXEL] * inputPixels(layer)
        + p[WEIGHT] * words;
  }

  private double lineNanos(double[] p, LayerSpec layer) {
    double groups = Ceiling.divide(layer.outChannels(), engine.depthwiseChannels());
    return inputPixels(layer) * (p[TAP_PIXEL] + p[LINE] * groups);
  }

  private static double writeNanos(double[] p, LayerSpec layer, int lanes) {
    return p[WRITE] * layer.positions() * Ceiling.divide(layer.outChannels(), lanes);
  }

  private int matrixOutputs(LayerSpec layer) {
    return lanes(layer).outputs();
  }

  private SubgraphEngine.Lanes lanes(LayerSpec layer) {
    boolean pointwise = layer.isPointwise() && engine.pointwise().multipliers() > 0;
    return pointwise ? engine.pointwise() : engine.dense();
  }

  private static double inputPixels(LayerSpec layer) {
    return (double) layer.inHeight() * layer.inWidth();
  }

  private static double processorMicros(double[] p, LayerSpec layer) {
    if (layer.operator().multiplies()) {
      return layer.macs() / (p[HOST_MACS] * 1e3);
    }
    double bytes = (double) (layer.inputs() + layer.outputs()) * layer.activationBits() / 8;
    return bytes * p[HOST_BYTE] / 1e3;
  }
}
