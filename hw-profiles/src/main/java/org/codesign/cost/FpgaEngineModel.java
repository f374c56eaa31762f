package org.codesign.cost;

import java.util.Optional;
import org.codesign.hardware.EnergyPrices;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.FpgaEngine;
import org.codesign.hardware.ResourceUse;
import org.codesign.network.Layer;
import org.codesign.quantization.BitWidths;

/**
 * The engine template on an FPGA: one array of DSP slices, a double-buffered weight memory, an
 * activation memory and one DRAM, layers one after the other. A cost covers the images of the
 * layer's own tensors.
 *
 * <pre>
 * latency  = max(cycles / clock, DRAM bytes / bandwidth) + start + (46 + ceil(log2 rows)) / clock
 * energy   = MACs E_mac(w, a) + on-chip bytes E_chip + DRAM bytes E_dram
 *            + (DSP slices clock E_dsp + static power) latency
 * on-chip  = MACs w / 8 + activation reads a / 8 + outputs a / 8 + DRAM bytes
 * </pre>
 *
 * Cycles and activation reads are {@link EngineArray}'s, DRAM bytes {@link EngineTraffic}'s,
 * resources {@link EngineResources}'s; bandwidth, start and prices are the device's. The maximum is
 * the roofline of Zhang et al., FPGA 2015: double buffering hides the shorter of the two. The 46
 * cycles are a DRAM latency of 40, one to hand over and five of pipeline, as in the cycle count of
 * our own RTL engine, which Verilator reproduces exactly in 48 of 48 runs. Pooling and addition are
 * passes of the columns over the activations and pay one accumulation a value.
 *
 * <p>What this is not: a measurement. No board was timed against it. On an Ultra96 CoDeNet's engine
 * takes 19.7 ms where such an ideal count of cycles says 6.2 ms (CoDeNet, FPGA 2021, arXiv
 * 2006.08357, and its notebook), the rest being loops and calls that do not start every cycle;
 * treat latencies as lower bounds that rank designs. Not modelled: contention for DRAM by the
 * processor, routing that misses the clock, reads of zero padding, operands that toggle less than
 * the price table assumes.
 */
final class FpgaEngineModel implements CostModel {

  private static final int FILL_CYCLES = 46;

  private final EngineArray array;
  private final EngineTraffic traffic;
  private final EnergyPrices prices;
  private final ResourceUse resources;
  private final double cyclesPerMillisecond;
  private final double dramBytesPerMillisecond;
  private final double overheadMillis;
  private final double engineWatts;

  FpgaEngineModel(FpgaDevice device, FpgaEngine engine, ResourceUse resources) {
    this.array = new EngineArray(engine.rows(), engine.columns());
    this.traffic = new EngineTraffic(engine);
    this.prices = device.energy();
    this.resources = resources;
    this.cyclesPerMillisecond = engine.clockMegahertz() * 1e3;
    this.dramBytesPerMillisecond = device.dram().bytesPerMillisecond();
    this.engineWatts =
        prices.staticWatts().value()
            + resources.dsp()
                * engine.clockMegahertz()
                * prices.picojoulesPerDspCycle().value()
                / 1e6;
    this.overheadMillis =
        device.timing().layerStartMicros().value() / 1e3
            + (FILL_CYCLES + EngineResources.levels(engine.rows())) / cyclesPerMillisecond;
  }

  @Override
  public ResourceUse resources() {
    return resources;
  }

  @Override
  public CostResult cost(Layer layer, BitWidths bits) {
    if (layer.hasWeights()) {
      Optional<Infeasible> overflow = overflow(layer, bits);
      if (overflow.isPresent()) {
        return overflow.get();
      }
    }
    long dramBytes = traffic.dramBytes(layer, bits);
    double computeMillis = array.cycles(layer, bits) / cyclesPerMillisecond;
    double memoryMillis = dramBytes / dramBytesPerMillisecond;
    double latencyMillis = Math.max(computeMillis, memoryMillis) + overheadMillis;
    double picojoules =
        arithmeticPicojoules(layer, bits)
            + onChipBytes(layer, bits, dramBytes) * prices.picojoulesPerOnChipByte().value()
            + dramBytes * prices.picojoulesPerDramByte().value();
    return new LayerCost(
        latencyMillis,
        picojoules / 1e6 + engineWatts * latencyMillis * 1e3,
        dramBytes,
        Bound.of(computeMillis, memoryMillis, overheadMillis));
  }

  /**
   * The rows under the kernel and one row of outputs must fit on chip, and one array of weights.
   */
  private Optional<Infeasible> overflow(Layer layer, BitWidths bits) {
    long tile = array.weightTileBytes(layer, bits);
    if (tile > traffic.halfWeightBufferBytes()) {
      return Optional.of(
          new Infeasible(
              "layer %s: the %d bytes of weights at work exceed half the weight buffer, %d bytes"
                  .formatted(layer.name(), tile, traffic.halfWeightBufferBytes())));
    }
    int inputRows = Math.min(layer.window().kernel(), layer.input().height());
    long values =
        (long) inputRows * layer.input().width() * layer.input().channels()
            + (long) layer.output().width() * layer.output().channels();
    long rows = Ceiling.bytes(values, bits.activationBits());
    if (rows > traffic.activationBufferBytes()) {
      return Optional.of(
          new Infeasible(
              "layer %s: the %d bytes of the rows at work exceed the activation buffer, %d bytes"
                  .formatted(layer.name(), rows, traffic.activationBufferBytes())));
    }
    return Optional.empty();
  }

  private double arithmeticPicojoules(Layer layer, BitWidths bits) {
    if (layer.hasWeights()) {
      return layer.macs() * prices.picojoulesPerMac(bits.weightBits(), bits.activationBits());
    }
    double additions =
        (double) EngineArray.outputPositions(layer)
            * layer.output().channels()
            * EngineArray.kernelArea(layer);
    return additions * prices.picojoulesPerAccumulation().value();
  }

  private double onChipBytes(Layer layer, BitWidths bits, long dramBytes) {
    double activations = array.activationReads(layer, bits) + layer.output().elements();
    return (layer.macs() * (double) bits.weightBits() + activations * bits.activationBits()) / 8
        + dramBytes;
  }
}
