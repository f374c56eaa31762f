package org.codesign.network;

import java.util.Objects;

/**
 * One layer as shapes: its stable name, what it computes, its input and output for one image, and
 * its window. Batch normalisation and activation functions are folded into the layer before them.
 */
public record Layer(
    String name, LayerOperator operator, TensorShape input, TensorShape output, Window window) {

  public Layer {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(window, "window");
    if (input.channels() % window.groups() != 0 || output.channels() % window.groups() != 0) {
      throw new IllegalArgumentException(
          "The groups (%d) of layer %s must divide its input (%d) and output channels (%d)."
              .formatted(window.groups(), name, input.channels(), output.channels()));
    }
  }

  /** A convolution, batch normalisation folded, with a bias for each output channel. */
  public static Layer convolution(
      String name, TensorShape input, int outputChannels, Window window) {
    TensorShape output =
        new TensorShape(
            input.batch(),
            outputChannels,
            window.outputSize(input.height()),
            window.outputSize(input.width()));
    return new Layer(name, LayerOperator.CONV2D, input, output, window);
  }

  /** A fully connected layer with bias. */
  public static Layer linear(String name, int inputs, int outputs) {
    return new Layer(
        name,
        LayerOperator.LINEAR,
        TensorShape.vector(inputs),
        TensorShape.vector(outputs),
        Window.POINTWISE);
  }

  /** Average pooling of the whole image. */
  public static Layer globalAveragePool(String name, TensorShape input) {
    Window window = new Window(input.height(), 1, 0, 1);
    return new Layer(name, LayerOperator.POOL, input, TensorShape.vector(input.channels()), window);
  }

  /** An addition of two tensors of one shape. */
  public static Layer add(String name, TensorShape shape) {
    return new Layer(name, LayerOperator.ADD, shape, shape, Window.POINTWISE);
  }

  /** Whether every channel is filtered by itself. */
  public boolean isDepthwise() {
    return window.groups() > 1 && window.groups() == input.channels();
  }

  /** Whether the layer has weights to quantize. */
  public boolean hasWeights() {
    return operator == LayerOperator.CONV2D || operator == LayerOperator.LINEAR;
  }

  /** The number of weights without biases: outC * (inC / groups) * kernel^2. */
  public long weights() {
    return hasWeights()
        ? Math.multiplyExact(
            (long) output.channels() * (input.channels() / window.groups()),
            (long) window.kernel() * window.kernel())
        : 0;
  }

  /** Multiply-accumulate operations for the images of the input: weights * outH * outW * N. */
  public long macs() {
    long positions = (long) output.batch() * output.height() * output.width();
    return Math.multiplyExact(weights(), positions);
  }

  /** The same layer under another name. */
  public Layer withName(String newName) {
    return new Layer(newName, operator, input, output, window);
  }

  /** The same layer for another number of images. */
  public Layer withBatch(int batch) {
    return new Layer(name, operator, input.withBatch(batch), output.withBatch(batch), window);
  }
}
