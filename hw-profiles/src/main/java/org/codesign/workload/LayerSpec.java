package org.codesign.workload;

import java.util.Objects;
import org.codesign.network.Layer;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;

/**
 * One layer of a layer table for one image: kernel, stride and padding are square. A linear layer
 * works on inHeight x inWidth rows; a matmul multiplies, inWidth times, [inHeight x inChannels] by
 * [inChannels x outChannels]. The stride of an upsampling is its factor.
 *
 * @param weightBits of the weights, or of a matmul's second operand; 16 and 32 are floating point
 * @param activationBits of what the layer reads
 */
public record LayerSpec(
    String name,
    LayerKind operator,
    int inChannels,
    int outChannels,
    int inHeight,
    int inWidth,
    int kernel,
    int stride,
    int padding,
    int groups,
    int weightBits,
    int activationBits) {

  /** The most channels, and rows and columns, of a layer. */
  public static final int LARGEST = 1 << 20;

  private static final int LARGEST_KERNEL = 1 << 12;

  /** Of so many a network of the most layers can be summed. */
  private static final double MOST_WORK = 9e13;

  public LayerSpec {
    Objects.requireNonNull(operator, "operator");
    if (name.isBlank()) {
      throw new IllegalArgumentException("The name of a layer must not be blank.");
    }
    require(name, "inChannels", inChannels, 1, LARGEST);
    require(name, "outChannels", outChannels, 1, LARGEST);
    require(name, "inHeight", inHeight, 1, LARGEST);
    require(name, "inWidth", inWidth, 1, LARGEST);
    require(name, "kernel", kernel, 1, LARGEST_KERNEL);
    require(name, "stride", stride, 1, LARGEST_KERNEL);
    require(name, "padding", padding, 0, LARGEST_KERNEL);
    require(name, "groups", groups, 1, LARGEST);
    require(name, "weightBits", weightBits, 1, 32);
    require(name, "activationBits", activationBits, 1, 32);
    if (inChannels % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "layer %s: the groups (%d) must divide inChannels (%d) and outChannels (%d)"
              .formatted(name, groups, inChannels, outChannels));
    }
    int padded = Math.min(inHeight, inWidth) + 2 * padding;
    if (padded < kernel) {
      throw new IllegalArgumentException(
          "layer %s: the kernel (%d) exceeds the padded input (%d)"
              .formatted(name, kernel, padded));
    }
    if (largestCount(
            operator, inChannels, outChannels, inHeight, inWidth, kernel, stride, padding, groups)
        > MOST_WORK) {
      throw new IllegalArgumentException(
          "layer %s: its values or multiply-accumulates exceed 9e13 an image".formatted(name));
    }
    if (operator.keepsChannels() && inChannels != outChannels) {
      throw new IllegalArgumentException(
          "layer %s: a %s keeps its channels, but inChannels is %d and outChannels is %d"
              .formatted(name, operator.label(), inChannels, outChannels));
    }
  }

  /** A layer of a search at these bit-widths, for one image. */
  public static LayerSpec of(Layer layer, BitWidths bits) {
    Window window = layer.window();
    int smallest = Math.min(layer.input().height(), layer.input().width());
    return new LayerSpec(
        layer.name(),
        kind(layer),
        layer.input().channels(),
        layer.output().channels(),
        layer.input().height(),
        layer.input().width(),
        Math.min(window.kernel(), smallest + 2 * window.padding()),
        window.stride(),
        window.padding(),
        window.groups(),
        bits.weightBits(),
        bits.activationBits());
  }

  private static LayerKind kind(Layer layer) {
    return switch (layer.operator()) {
      case CONV2D -> LayerKind.CONV2D;
      case LINEAR -> LayerKind.LINEAR;
      case POOL -> LayerKind.POOL;
      case ADD -> LayerKind.ADD;
    };
  }

  /** The same layer at other bit-widths. */
  public LayerSpec withBits(int newWeightBits, int newActivationBits) {
    return new LayerSpec(
        name,
        operator,
        inChannels,
        outChannels,
        inHeight,
        inWidth,
        kernel,
        stride,
        padding,
        groups,
        newWeightBits,
        newActivationBits);
  }

  /** Rows of the output. */
  public int outHeight() {
    return outSize(inHeight);
  }

  /** Columns of the output. */
  public int outWidth() {
    return outSize(inWidth);
  }

  /** Whether every channel is filtered by itself. */
  public boolean isDepthwise() {
    return groups > 1 && groups == inChannels && operator.isConvolution();
  }

  /** Whether the layer is a dense convolution of one pixel. */
  public boolean isPointwise() {
    boolean pixel = operator.isConvolution() && kernel == 1 && groups == 1;
    return pixel || operator == LayerKind.LINEAR;
  }

  /** Output pixels of one image. */
  public long positions() {
    return (long) outHeight() * outWidth();
  }

  /** Products that one output value sums. */
  public long reduction() {
    return operator.multiplies() ? (long) (inChannels / groups) * kernel * kernel : 0;
  }

  /** Multiply-accumulates of one image. */
  public long macs() {
    return Math.multiplyExact(Math.multiplyExact(reduction(), (long) outChannels), positions());
  }

  /** Weights without biases. */
  public long weights() {
    return operator.hasWeights() ? Math.multiplyExact(reduction(), (long) outChannels) : 0;
  }

  /** Activations that one image reads; an addition reads two tensors, a matmul both operands. */
  public long inputs() {
    long first = (long) inChannels * inHeight * inWidth;
    return switch (operator) {
      case ADD -> 2 * first;
      case MATMUL -> first + (long) inChannels * outChannels * inWidth;
      case CONV2D, DEFORMABLE_CONV2D, LINEAR, POOL, CONCAT, UPSAMPLE, SOFTMAX, LAYER_NORM -> first;
    };
  }

  /** Activations that one image writes. */
  public long outputs() {
    return outChannels * positions();
  }

  /** An upper bound of all counts of a layer, without overflow. */
  private static double largestCount(
      LayerKind operator,
      int inChannels,
      int outChannels,
      int inHeight,
      int inWidth,
      int kernel,
      int stride,
      int padding,
      int groups) {
    double pixels = (inHeight + 2.0 * padding) * (inWidth + 2.0 * padding);
    double written =
        switch (operator) {
          case CONV2D, DEFORMABLE_CONV2D, POOL -> pixels / stride / stride;
          case UPSAMPLE -> pixels * stride * stride;
          case LINEAR, MATMUL, ADD, CONCAT, SOFTMAX, LAYER_NORM -> pixels;
        };
    double reduction = (double) inChannels / groups * kernel * kernel;
    double products = operator.multiplies() ? reduction * outChannels * Math.max(1, written) : 0;
    return Math.max(products, Math.max(2 * inChannels * pixels, outChannels * written));
  }

  private int outSize(int size) {
    return switch (operator) {
      case CONV2D, DEFORMABLE_CONV2D, POOL -> (size + 2 * padding - kernel) / stride + 1;
      case UPSAMPLE -> Math.multiplyExact(size, stride);
      case LINEAR, MATMUL, ADD, CONCAT, SOFTMAX, LAYER_NORM -> size;
    };
  }

  private static void require(String layer, String key, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          "layer %s: %s (%d) must be in [%d, %d]".formatted(layer, key, value, low, high));
    }
  }
}
