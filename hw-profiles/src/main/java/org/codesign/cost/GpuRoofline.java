package org.codesign.cost;

import org.codesign.hardware.GpuDevice;
import org.codesign.hardware.GpuExecution;
import org.codesign.hardware.ResourceUse;
import org.codesign.network.Layer;
import org.codesign.network.LayerOperator;
import org.codesign.quantization.BitWidths;

/**
 * A roofline for each layer on a GPU (Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009)
 * and a fixed time to launch it. The latency and the bytes are those of the whole batch; the energy
 * is that of one image.
 *
 * <pre>
 * latency = max(2 MACs / (peak efficiency), bytes / bandwidth) + launch
 * bytes   = batch (inputs + outputs) a' / 8 + weights w' / 8 + 8 an output channel
 * energy  = board power latency / batch
 * </pre>
 *
 * Where the GPU has INT4 tensor cores, layers of at most four bits in weights and activations run
 * on them, all others as INT8; w' and a' are the bits rounded up to 4 or 8. Without INT4 tensor
 * cores everything is stored and run as INT8, so that fewer bits gain nothing; without INT8 ones
 * the arithmetic runs at the FP16 rate. The images of the layer's own tensors multiply the batch.
 *
 * <p>What this is not: exact. The peak alone predicts a third to a fifth of the time of tuned T4
 * kernels, hence the efficiency; the 3 x 3 kernels of ResNet18 lie within a quarter of it,
 * pointwise ones take up to twice the time. Energy takes the board's full power throughout, an
 * upper bound for layers that memory or launches hold up. Not modelled: caches, fusion of additions
 * into convolutions, kernels for depthwise layers, which tensor cores serve badly.
 */
final class GpuRoofline implements CostModel {

  private final int batch;
  private final boolean hasInt4;
  private final double int4MacsPerMillisecond;
  private final double int8MacsPerMillisecond;
  private final double bytesPerMillisecond;
  private final double launchMillis;
  private final double boardWatts;

  GpuRoofline(GpuDevice device, GpuExecution execution) {
    double efficiency = device.computeEfficiency().value();
    this.batch = execution.batch();
    this.hasInt4 = device.peaks().hasInt4();
    this.int4MacsPerMillisecond = device.peaks().int4Teraops().value() * efficiency * 1e9 / 2;
    double int8 = device.peaks().int8Teraops().value();
    double eight = int8 > 0 ? int8 : device.peaks().fp16Teraops().value();
    this.int8MacsPerMillisecond = eight * efficiency * 1e9 / 2;
    this.bytesPerMillisecond = device.memory().bytesPerMillisecond();
    this.launchMillis = device.launchOverheadMicros().value() / 1e3;
    this.boardWatts = device.boardWatts().value();
  }

  @Override
  public ResourceUse resources() {
    return ResourceUse.NONE;
  }

  @Override
  public CostResult cost(Layer layer, BitWidths bits) {
    int weightBits = storedBits(bits.weightBits());
    int activationBits = storedBits(bits.activationBits());
    boolean int4 = weightBits == 4 && activationBits == 4;
    double macsPerMillisecond = int4 ? int4MacsPerMillisecond : int8MacsPerMillisecond;
    double computeMillis = batch * (double) layer.macs() / macsPerMillisecond;
    long bytes = bytes(layer, weightBits, activationBits);
    double memoryMillis = bytes / bytesPerMillisecond;
    double latencyMillis = Math.max(computeMillis, memoryMillis) + launchMillis;
    return new LayerCost(
        latencyMillis,
        boardWatts * latencyMillis * 1e3 / batch,
        bytes,
        Bound.of(computeMillis, memoryMillis, launchMillis));
  }

  private int storedBits(int bits) {
    return hasInt4 && bits <= 4 ? 4 : 8;
  }

  private long bytes(Layer layer, int weightBits, int activationBits) {
    long operands = layer.operator() == LayerOperator.ADD ? 2 : 1;
    long activations = operands * layer.input().elements() + layer.output().elements();
    long bytes = Ceiling.bytes(Math.multiplyExact(activations, (long) batch), activationBits);
    return layer.hasWeights()
        ? bytes
            + Ceiling.bytes(layer.weights(), weightBits)
            + (long) EngineTraffic.CHANNEL_BYTES * layer.output().channels()
        : bytes;
  }
}
