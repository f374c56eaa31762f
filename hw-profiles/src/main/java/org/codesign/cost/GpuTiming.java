package org.codesign.cost;

import java.util.List;
import java.util.Optional;
import org.codesign.hardware.GpuDevice;
import org.codesign.hardware.ResourceUse;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;

/**
 * The time of kernels on a GPU. A product is an implicit matrix product of M = batch x pixels rows,
 * N = output channels and K = kernel^2 x input channels, K rounded up to the tensor core's granule:
 *
 * <pre>
 * compute = min over tiles (tm, tn) of ceil(ceil(M / tm) ceil(N / tn) / SMs) tm tn K SMs / (share peak)
 *           + chain K bytes
 * memory  = min(bytes, L2) / L2 bandwidth + max(0, bytes - L2) / DRAM bandwidth
 * kernel  = launch + gather + max(compute, memory) + (1 - overlap) min(compute, memory)
 * network = sum of kernels + sum over layers with weights of (gap + unfused passes / DRAM bandwidth)
 * </pre>
 *
 * The ceilings are tile and wave quantization; the chain is the latency of one thread block's loop
 * over K, which nothing hides when there are few blocks; the gather writes and reads the unrolled
 * input where the channels do not fill the granule (the first layer). The bytes are operands at
 * their own bits and outputs as accumulators. Gap and unfused passes are what a network pays
 * between its kernels: requantisation reads the accumulators, padding reads and writes the input;
 * an addition costs the same share of itself, the rest is fused. Depthwise layers run on the CUDA
 * cores. Bits that the GPU has no arithmetic for run in the next wider one and pay a pass that
 * unpacks them: emulated, never free.
 *
 * <p>Left out: clocks that fall with power, kernels that split K, Winograd, caches of instructions.
 */
public final class GpuTiming implements TimingModel {

  private static final int LAUNCH = 0;
  private static final int TENSOR = 1;
  private static final int HALF = 2;
  private static final int SINGLE = 3;
  private static final int CHAIN = 4;
  private static final int L2 = 5;
  private static final int OVERLAP = 6;
  private static final int GAP = 7;
  private static final int UNFUSED = 8;

  /** Logarithms to base 2 of the sizes of tiles, 8 to 128. */
  private static final int[] TILE_ROWS = {7, 7, 6, 6, 6, 5, 5, 4, 5, 4, 3, 3, 3};

  private static final int[] TILE_COLUMNS = {7, 6, 7, 6, 5, 6, 5, 5, 4, 4, 5, 4, 3};

  private final double[] macsPerMicro;
  private final int multiprocessors;
  private final double l2Bytes;
  private final double dramBytesPerMicro;
  private final double boardWatts;
  private final List<TimingParameter> parameters;

  public GpuTiming(GpuDevice device) {
    macsPerMicro =
        new double[] {
          device.peaks().int4Teraops().value() * 5e5,
          device.peaks().int8Teraops().value() * 5e5,
          device.peaks().fp16Teraops().value() * 5e5,
          device.structure().fp32Teraops().value() * 5e5
        };
    multiprocessors = (int) device.structure().multiprocessors().value();
    l2Bytes = device.structure().l2Mebibytes().value() * 1024 * 1024;
    dramBytesPerMicro = device.memory().bytesPerMillisecond() / 1e3;
    boardWatts = device.boardWatts().value();
    parameters =
        List.of(
            new TimingParameter("launchMicros", 2, 0.3),
            new TimingParameter("tensorShareOfPeak", 0.15, 0.7),
            new TimingParameter("fp16ShareOfPeak", 0.2, 0.7),
            new TimingParameter("fp32ShareOfPeak", 0.4, 0.3),
            new TimingParameter("chainNanosPerByte", 3, 0.4),
            new TimingParameter(
                "l2GigabytesPerSecond", 3 * device.memory().gigabytesPerSecond().value(), 0.4),
            new TimingParameter("overlapOdds", 1, 1),
            new TimingParameter("gapMicros", 5, 0.7),
            new TimingParameter("unfusedOdds", 1, 1));
  }

  @Override
  public String name() {
    return "gpu-kernels";
  }

  @Override
  public List<TimingParameter> parameters() {
    return parameters;
  }

  /** What runs at these bits: the narrowest arithmetic that the GPU has and that is wide enough. */
  public Precision runs(int weightBits, int activationBits) {
    Precision wanted = Precision.of(weightBits, activationBits);
    for (Precision one : Precision.values()) {
      if (one.compareTo(wanted) >= 0 && macsPerMicro[one.index()] > 0) {
        return one;
      }
    }
    return Precision.FP32;
  }

  @Override
  public double layerMillis(double[] p, LayerSpec layer, int batch) {
    double bytes = bytesMoved(layer, Place.ALONE, batch);
    double memory = memoryMicros(p, bytes);
    double compute = layer.operator().multiplies() ? computeMicros(p, layer, batch) : 0;
    double extra = layer.operator().multiplies() ? gatherAndUnpackBytes(layer, batch) : 0;
    double overlap = p[OVERLAP] / (1 + p[OVERLAP]);
    double micros =
        p[LAUNCH]
            + (extra > 0 ? memoryMicros(p, extra) : 0)
            + Math.max(compute, memory)
            + (1 - overlap) * Math.min(compute, memory);
    return micros / 1e3;
  }

  @Override
  public double placedMillis(double[] p, LayerSpec layer, Place place, int batch, double alone) {
    double unfused = p[UNFUSED] / (1 + p[UNFUSED]);
    if (layer.operator() == LayerKind.ADD) {
      return unfused * alone;
    }
    if (!layer.operator().hasWeights()) {
      return alone;
    }
    int bytes = runs(layer.weightBits(), layer.activationBits()).outputBytes();
    double between = (double) layer.outputs() * bytes + paddedBytes(layer);
    return alone + (p[GAP] + unfused * between * batch / dramBytesPerMicro) / 1e3;
  }

  /** What a pass that pads the input reads and writes. */
  private double paddedBytes(LayerSpec layer) {
    int bits = runs(layer.weightBits(), layer.activationBits()).bits();
    return layer.padding() > 0 ? 2.0 * layer.inputs() * bits / 8 : 0;
  }

  @Override
  public ResourceUse resources() {
    return ResourceUse.NONE;
  }

  @Override
  public Optional<String> misfit(LayerSpec layer) {
    return Optional.empty();
  }

  /** Board power for the whole time: an upper bound. */
  @Override
  public double energyMicrojoules(LayerSpec layer, Place place, int batch, double millis) {
    return boardWatts * millis * 1e3;
  }

  @Override
  public Bound bound(double[] p, LayerSpec layer, int batch) {
    double compute = layer.operator().multiplies() ? computeMicros(p, layer, batch) : 0;
    return Bound.of(compute, memoryMicros(p, bytesMoved(layer, Place.ALONE, batch)), p[LAUNCH]);
  }

  /** Operands at the bits they are stored in, and results. */
  @Override
  public double bytesMoved(LayerSpec layer, Place place, int batch) {
    Precision precision = runs(layer.weightBits(), layer.activationBits());
    double inputs = (double) layer.inputs() * batch;
    if (layer.kernel() < layer.stride() && layer.operator().isConvolution()) {
      double skipped = (double) layer.kernel() / layer.stride();
      inputs *= skipped * skipped;
    }
    double results =
        layer.operator().multiplies() ? precision.outputBytes() : precision.bits() / 8.0;
    return inputs * precision.bits() / 8
        + (double) layer.weights() * precision.bits() / 8
        + (double) layer.outputs() * batch * results;
  }

  private double computeMicros(double[] p, LayerSpec layer, int batch) {
    Precision precision = runs(layer.weightBits(), layer.activationBits());
    if (layer.isDepthwise()) {
      return (double) layer.macs() * batch / (macsPerMicro[3] * p[SINGLE]);
    }
    boolean product = layer.operator() == LayerKind.MATMUL;
    long rows = product ? layer.inHeight() : batch * layer.positions();
    long products = product ? (long) batch * layer.inWidth() : layer.groups();
    long columns = layer.outChannels() / layer.groups();
    long reduction = paddedReduction(layer, precision);
    double rate = macsPerMicro[precision.index()] * p[share(precision)] / multiprocessors;
    double tiles = fewestTileMacs(rows, columns, products) * reduction / rate;
    return tiles + p[CHAIN] * 1e-3 * reduction * precision.bits() / 8;
  }

  /** Multiply-accumulates of a multiprocessor, for each unit of K, with the best tile. */
  private double fewestTileMacs(long rows, long columns, long products) {
    double fewest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TILE_ROWS.length; i++) {
      int tm = TILE_ROWS[i];
      int tn = TILE_COLUMNS[i];
      long blocks = products * ((rows + (1L << tm) - 1) >> tm) * ((columns + (1L << tn) - 1) >> tn);
      long waves = Ceiling.divide(blocks, multiprocessors);
      fewest = Math.min(fewest, (double) (waves << (tm + tn)));
    }
    return fewest;
  }

  private static long paddedReduction(LayerSpec layer, Precision precision) {
    int granule = precision.reductionGranule();
    long channels = layer.inChannels() / layer.groups();
    long area = (long) layer.kernel() * layer.kernel();
    return gathers(layer, precision)
        ? Ceiling.divide(channels * area, granule) * granule
        : Ceiling.divide(channels, granule) * granule * area;
  }

  /**
   * Whether the channels of a pixel leave the granule partly empty, so that pixels are unrolled.
   */
  private static boolean gathers(LayerSpec layer, Precision precision) {
    return layer.kernel() > 1
        && layer.inChannels() / layer.groups() % precision.reductionGranule() != 0;
  }

  private double gatherAndUnpackBytes(LayerSpec layer, int batch) {
    Precision precision = runs(layer.weightBits(), layer.activationBits());
    double bytes = 0;
    if (!layer.isDepthwise() && gathers(layer, precision)) {
      double unrolled = (double) paddedReduction(layer, precision) * layer.positions() * batch;
      bytes += 2 * unrolled * precision.bits() / 8;
    }
    Precision wanted = Precision.of(layer.weightBits(), layer.activationBits());
    if (wanted != precision) {
      double values = (double) layer.weights() + (double) layer.inputs() * batch;
      bytes += values * (wanted.bits() + precision.bits()) / 8;
    }
    return bytes;
  }

  private static int share(Precision precision) {
    return switch (precision) {
      case INT4, INT8 -> TENSOR;
      case FP16 -> HALF;
      case FP32 -> SINGLE;
    };
  }

  private double memoryMicros(double[] p, double bytes) {
    return Math.min(bytes, l2Bytes) / (p[L2] * 1e3)
        + Math.max(0, bytes - l2Bytes) / dramBytesPerMicro;
  }
}
