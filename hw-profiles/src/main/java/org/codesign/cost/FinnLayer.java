package org.codesign.cost;

/**
 * FINN's estimates of a matrix-vector-activation unit (github.com/Xilinx/finn 39f0c9a6,
 * src/finn/custom_op/fpgadataflow: matrixvectoractivation.py, hls and rtl variants,
 * vectorvectoractivation.py). MH outputs, MW inputs, P outputs and Q inputs a cycle, W and A bits.
 *
 * @param outputs MH
 * @param inputs MW: input channels times kernel area
 * @param pe P, which divides MH
 * @param simd Q, which divides MW
 */
public record FinnLayer(
    int outputs, int inputs, int pe, int simd, int weightBits, int activationBits) {

  public FinnLayer {
    if (outputs % pe != 0 || inputs % simd != 0) {
      throw new IllegalArgumentException(
          "The pe (%d) must divide the outputs (%d) and the simd (%d) the inputs (%d)."
              .formatted(pe, outputs, simd, inputs));
    }
  }

  /** Cycles for n input vectors: (MH / P) (MW / Q) n. */
  public long cycles(long vectors) {
    return (long) (outputs / pe) * (inputs / simd) * vectors;
  }

  /** Cycles of a depthwise unit of so many pixels: (channels kernel^2 / P / Q) H W. */
  public static long depthwiseCycles(int channels, int kernel, int pe, int simd, long pixels) {
    return (long) channels * kernel * kernel / pe / simd * pixels;
  }

  /** Bits of the accumulator for signed inputs or not: al = log2 MW + W + A - 1 - signed. */
  public int accumulatorBits(int signedInput) {
    double alpha =
        StrictMath.log(inputs) / StrictMath.log(2) + weightBits + activationBits - 1 - signedInput;
    double phi = StrictMath.log(1 + StrictMath.pow(2, -alpha)) / StrictMath.log(2);
    return (int) Math.ceil(alpha + phi + 1);
  }

  /**
   * LUTs of the HLS unit with weights in block memory and no thresholds: 300 + 1.1 P (mult + adder
   * + accumulator), mult = Q (2 ceil((W + A) / 6) - 1)(W + A), or 0 in DSP slices.
   */
  public double lutHls(boolean multipliersInDsp, int accumulatorBits) {
    int bits = weightBits + activationBits;
    double multipliers = multipliersInDsp ? 0 : simd * (2.0 * Ceiling.divide(bits, 6) - 1) * bits;
    double adder = bits * (2.0 * simd - 1);
    return 300 + 1.1 * pe * (multipliers + adder + accumulatorBits);
  }

  /**
   * LUTs with B-bit outputs by thresholds in LUTs: 1.1 P (thr + comp) more, thr = (2^B - 1) acc
   * ceil(TMEM / 64), comp = (2^B - 1) acc, TMEM = MH / P.
   */
  public double thresholdLuts(int outputBits, int accumulatorBits) {
    double steps = (Math.pow(2, outputBits) - 1) * accumulatorBits;
    return 1.1 * pe * (steps * Ceiling.divide(outputs / pe, 64) + steps);
  }

  /** LUTs of weights in distributed memory: P Q W ceil(WMEM / 64). */
  public long weightLuts() {
    return (long) pe * simd * weightBits * Ceiling.divide(weightDepth(), 64);
  }

  /** DSP slices of the HLS unit: P Q ceil((W + A) / 48). */
  public long dspHls() {
    return (long) pe * simd * Ceiling.divide(weightBits + activationBits, 48);
  }

  /** DSP48 slices as FINN estimates the RTL unit, at any width: ceil(P / 4) Q. */
  public long dspRtlEstimate() {
    return Ceiling.divide(pe, 4) * simd;
  }

  /** DSP48 slices of the RTL that FINN ships: two 8-bit weights a slice, four 4-bit ones. */
  public long dspRtlShipped() {
    return Ceiling.divide(pe, weightBits <= 4 && activationBits <= 4 ? 4 : 2) * simd;
  }

  /** DSP58 slices: P ceil(Q / 3). */
  public long dsp58() {
    return pe * Ceiling.divide(simd, 3);
  }

  /** Words of the weight memory: MW MH / (P Q). */
  public long weightDepth() {
    return (long) inputs * outputs / ((long) simd * pe);
  }

  /** RAMB18 of the weights, w = Q W P bits wide. */
  public long bram18() {
    long width = (long) simd * weightBits * pe;
    long depth = weightDepth();
    if (width == 1) {
      return Ceiling.divide(depth, 16_384);
    }
    if (width == 2) {
      return Ceiling.divide(depth, 8_192);
    }
    if (width <= 4) {
      return Ceiling.divide(depth, 4_096) * Ceiling.divide(width, 4);
    }
    if (width <= 9) {
      return Ceiling.divide(depth, 2_048) * Ceiling.divide(width, 9);
    }
    if (width <= 18 || depth > 512) {
      return Ceiling.divide(depth, 1_024) * Ceiling.divide(width, 18);
    }
    return Ceiling.divide(depth, 512) * Ceiling.divide(width, 36);
  }

  /** URAM of the weights: ceil(w / 72) ceil(depth / 4096). */
  public long uram() {
    return Ceiling.divide((long) simd * weightBits * pe, 72) * Ceiling.divide(weightDepth(), 4_096);
  }
}
