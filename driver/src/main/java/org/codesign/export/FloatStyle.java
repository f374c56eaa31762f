package org.codesign.export;

import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Layer;

/** Everything in float, nothing quantized. */
final class FloatStyle implements OnnxStyle {

  private final NetworkWeights weights;

  FloatStyle(NetworkWeights weights) {
    this.weights = weights;
  }

  @Override
  public String image(OnnxGraph graph, String normalised) {
    return normalised;
  }

  @Override
  public String input(OnnxGraph graph, Layer layer, String tensor) {
    return tensor;
  }

  @Override
  public String stream(OnnxGraph graph, int boundary, String tensor) {
    return tensor;
  }

  @Override
  public Parameters parameters(OnnxGraph graph, Layer layer, int... sizes) {
    LayerWeights values = weights.layer(layer.name());
    return new Parameters(
        graph.floats(layer.name() + ".weight", values.weights(), sizes),
        graph.floats(layer.name() + ".bias", values.bias(), values.bias().length));
  }
}
