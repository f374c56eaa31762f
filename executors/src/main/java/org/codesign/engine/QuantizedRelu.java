package org.codesign.engine;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Objects;
import org.codesign.quantization.UnsignedQuantizer;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * ReLU whose output is quantized to unsigned codes over [0, range] ({@link UnsignedQuantizer}). The
 * gradient passes where 0 &lt; x &lt; range and stops elsewhere: the straight-through estimator
 * with the clipping of PACT (Choi et al., arXiv 1805.06085, 2018, equation 3). Both work in place,
 * as Deeplearning4j allows, in one pass over memory.
 */
public final class QuantizedRelu extends BaseActivationFunction {

  private static final long serialVersionUID = 1L;

  /** Values and gradients of a chunk stay in the nearest cache. */
  private static final int CHUNK = 2048;

  private final int bits;
  private final float range;

  public QuantizedRelu(@JsonProperty("bits") int bits, @JsonProperty("range") float range) {
    if (!(range > 0 && Float.isFinite(range))) {
      throw new IllegalArgumentException(
          "The range (" + range + ") of an activation must be positive and finite.");
    }
    this.bits = bits;
    this.range = range;
  }

  @JsonProperty("bits")
  public int bits() {
    return bits;
  }

  @JsonProperty("range")
  public float range() {
    return range;
  }

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    if (!NativeArrays.isDense(in)) {
      return in.assign(getActivation(in.dup('c'), training));
    }
    quantize(NativeArrays.floats(in), NativeArrays.floats(in));
    return in;
  }

  /** Writes what comes of the values to a target, which may be the same memory. */
  void quantize(FloatBuffer values, FloatBuffer target) {
    float scale = UnsignedQuantizer.scale(range, bits);
    float[] chunk = new float[CHUNK];
    while (values.hasRemaining()) {
      int count = Math.min(CHUNK, values.remaining());
      values.get(chunk, 0, count);
      for (int i = 0; i < count; i++) {
        chunk[i] = UnsignedQuantizer.quantize(chunk[i], scale, bits);
      }
      target.put(chunk, 0, count);
    }
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    if (!NativeArrays.isDense(in)) {
      return new Pair<>(in.assign(backprop(in.dup('c'), epsilon).getFirst()), null);
    }
    boolean isAligned = epsilon.ordering() == in.ordering() && NativeArrays.isDense(epsilon);
    INDArray given = isAligned ? epsilon : epsilon.dup(in.ordering());
    backward(NativeArrays.bits(in), NativeArrays.bits(given), NativeArrays.bits(in));
    return new Pair<>(in, null);
  }

  /** Writes the gradients of the values to a target, which may be the memory of either. */
  void backward(IntBuffer values, IntBuffer gradients, IntBuffer target) {
    int[] value = new int[CHUNK];
    int[] gradient = new int[CHUNK];
    int above = Float.floatToRawIntBits(range);
    while (values.hasRemaining()) {
      int count = Math.min(CHUNK, values.remaining());
      values.get(value, 0, count);
      gradients.get(gradient, 0, count);
      for (int i = 0; i < count; i++) {
        // Positive floats have the order of their bits, and the others are negative numbers: all
        // ones if 0 < x < range, else zero. A branch would be guessed wrong half of the time.
        int inside = (-value[i] & (value[i] - above)) >> 31;
        gradient[i] &= inside;
      }
      target.put(gradient, 0, count);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuantizedRelu relu && bits == relu.bits && range == relu.range;
  }

  @Override
  public int hashCode() {
    return Objects.hash(bits, range);
  }
}
