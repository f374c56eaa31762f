package org.codesign.engine;

import java.util.Objects;
import org.codesign.quantization.SymmetricQuantizer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Weights seen by the forward pass as their nearest quantized values ({@link SymmetricQuantizer}),
 * while the gradient goes to the weights themselves: the straight-through estimator of Bengio,
 * Leonard and Courville, arXiv 1308.3432, 2013. Biases pass unchanged.
 */
public final class QuantizedWeights implements IWeightNoise {

  private static final long serialVersionUID = 1L;
  private static final String WEIGHT_KEY = "W";

  private final int bits;
  private final WeightLayout layout;

  /** Written anew before every use; a layer is not used by two threads at once. */
  private transient @Nullable INDArray quantized;

  QuantizedWeights(@JsonProperty("bits") int bits, @JsonProperty("layout") WeightLayout layout) {
    this.bits = bits;
    this.layout = layout;
  }

  @JsonProperty("bits")
  public int bits() {
    return bits;
  }

  @JsonProperty("layout")
  WeightLayout layout() {
    return layout;
  }

  @Override
  public INDArray getParameter(
      Layer layer,
      String paramKey,
      int iteration,
      int epoch,
      boolean train,
      LayerWorkspaceMgr workspaceMgr) {
    INDArray parameter = layer.getParam(paramKey);
    if (!WEIGHT_KEY.equals(paramKey)) {
      return parameter;
    }
    float[] values = layout.read(parameter);
    SymmetricQuantizer.quantizePerChannel(values, layout.outputChannels(parameter), bits);
    // Detached: the layer keeps it from the forward to the backward pass, and at inference the
    // workspace of an output layer's input is closed.
    if (quantized == null) {
      quantized =
          Nd4j.createUninitializedDetached(
              parameter.dataType(), parameter.ordering(), parameter.shape());
    }
    layout.write(values, quantized);
    return quantized;
  }

  @Override
  public QuantizedWeights clone() {
    return new QuantizedWeights(bits, layout);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuantizedWeights weights
        && bits == weights.bits
        && layout == weights.layout;
  }

  @Override
  public int hashCode() {
    return Objects.hash(bits, layout);
  }
}
