package org.codesign.engine;

import java.util.Objects;
import org.codesign.quantization.UnsignedQuantizer;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.clip.ClipByValue;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * ReLU whose output is quantized to unsigned codes over [0, range] ({@link UnsignedQuantizer}). The
 * gradient passes where 0 &lt; x &lt; range and stops elsewhere: the straight-through estimator
 * with the clipping of PACT (Choi et al., arXiv 1805.06085, 2018, equation 3).
 */
public final class QuantizedRelu extends BaseActivationFunction {

  private static final long serialVersionUID = 1L;

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
    float scale = UnsignedQuantizer.scale(range, bits);
    in.divi(scale).addi(0.5f);
    Transforms.floor(in, false);
    ClipByValue clip = new ClipByValue(in, 0, UnsignedQuantizer.largestCode(bits));
    clip.addOutputArgument(in);
    Nd4j.exec(clip);
    return in.muli(scale);
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    INDArray inside = in.gt(0).castTo(in.dataType());
    inside.muli(in.lt(range).castTo(in.dataType()));
    return new Pair<>(inside.muli(epsilon), null);
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
