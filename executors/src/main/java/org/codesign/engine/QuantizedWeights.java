package org.codesign.engine;

import java.util.Objects;
import org.codesign.quantization.WeightQuantizer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Weights seen by the forward pass as their nearest quantized values ({@link WeightQuantizer}), the
 * scales fitted anew in each step, while the gradient goes to the weights themselves: the
 * straight-through estimator of Bengio, Leonard and Courville, arXiv 1308.3432, 2013. Biases pass
 * unchanged.
 */
public final class QuantizedWeights implements IWeightNoise {

  private static final long serialVersionUID = 1L;
  private static final String WEIGHT_KEY = "W";

  private final int bits;
  private final WeightLayout layout;
  private final WeightQuantizer quantizer;

  /** Written anew before every use; a layer is not used by two threads at once. */
  private transient @Nullable INDArray quantized;

  QuantizedWeights(
      @JsonProperty("bits") int bits,
      @JsonProperty("layout") WeightLayout layout,
      @JsonProperty("quantizer") String quantizer) {
    this(bits, layout, WeightQuantizer.parse(quantizer).orElseThrow());
  }

  QuantizedWeights(int bits, WeightLayout layout, WeightQuantizer quantizer) {
    this.bits = bits;
    this.layout = layout;
    this.quantizer = quantizer;
  }

  @JsonProperty("bits")
  public int bits() {
    return bits;
  }

  @JsonProperty("layout")
  WeightLayout layout() {
    return layout;
  }

  /** The short form of what quantizes the weights. */
  @JsonProperty("quantizer")
  String quantizer() {
    return quantizer.label();
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
    quantizer.quantize(values, layout.outputChannels(parameter), bits);
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
    return new QuantizedWeights(bits, layout, quantizer);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuantizedWeights weights
        && bits == weights.bits
        && layout == weights.layout
        && quantizer.equals(weights.quantizer);
  }

  @Override
  public int hashCode() {
    return Objects.hash(bits, layout, quantizer);
  }
}
