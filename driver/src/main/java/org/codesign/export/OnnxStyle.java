package org.codesign.export;

import org.codesign.network.Layer;

/** How a network's tensors appear in an ONNX model whose operators compute with floats. */
interface OnnxStyle {

  /** The names of a layer's weights and of its biases. */
  record Parameters(String weights, String bias) {}

  /** What the stem reads, given the normalised image. */
  String image(OnnxGraph graph, String normalised);

  /** What a layer reads, given the tensor before it. */
  String input(OnnxGraph graph, Layer layer, String tensor);

  /** A part of the residual stream before the block with this index, or after the last block. */
  String stream(OnnxGraph graph, int boundary, String tensor);

  /** Adds the parameters of a layer, weights in the given sizes. */
  Parameters parameters(OnnxGraph graph, Layer layer, int... sizes);
}
