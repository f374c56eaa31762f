package org.codesign.onnx;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.codesign.graph.GraphOperation.Convolution;
import org.codesign.graph.GraphOperation.Pool;
import org.codesign.network.TensorShape;

/**
 * The window of a convolution or pooling node: its extent, strides, dilations and paddings, with
 * SAME_UPPER, SAME_LOWER and ceil_mode turned into the paddings that they mean for the input (ONNX
 * operator specification, Conv and AveragePool, version 11 and later).
 */
final class OnnxWindow {

  private final int[] kernel;
  private final int[] strides;
  private final int[] dilations;
  private final int[] pads;

  /**
   * Reads it from a node.
   *
   * @param input the shape of what the node reads, if it is known; a node before it has a problem
   *     where it is not
   */
  OnnxWindow(OnnxAttributes attributes, int[] kernel, Optional<TensorShape> input) {
    this.kernel = kernel.clone();
    strides = attributes.integers("strides", 1, 1);
    dilations = attributes.integers("dilations", 1, 1);
    require(kernel.length == 2, "the window must have 2 dimensions.");
    require(strides.length == 2 && dilations.length == 2, "there must be 2 strides and dilations.");
    require(
        IntStream.of(strides).allMatch(it -> it > 0)
            && IntStream.of(dilations).allMatch(it -> it > 0)
            && IntStream.of(kernel).allMatch(it -> it > 0),
        "the window, strides and dilations must be positive.");
    pads = pads(attributes, input);
  }

  private int[] pads(OnnxAttributes attributes, Optional<TensorShape> input) {
    String automatic = attributes.text("auto_pad", "NOTSET");
    int[] given = attributes.integers("pads", 0, 0, 0, 0);
    require(given.length == 4, "there must be 4 pads.");
    return switch (automatic) {
      case "NOTSET", "" -> given.clone();
      case "VALID" -> new int[4];
      case "SAME_UPPER", "SAME_LOWER" ->
          input.map(it -> same(it, automatic.equals("SAME_LOWER") ? 1 : 0)).orElse(new int[4]);
      default ->
          throw new IllegalArgumentException("auto_pad %s is not supported.".formatted(automatic));
    };
  }

  /** Paddings so that the output has a value for each stride; an odd one more before or behind. */
  private int[] same(TensorShape input, int before) {
    int[] result = new int[4];
    for (int i = 0; i < 2; i++) {
      int out = (extent(input, i) + strides[i] - 1) / strides[i];
      int all = Math.max(0, (out - 1) * strides[i] + reach(i) - extent(input, i));
      result[i] = (all + before) / 2;
      result[i + 2] = all - result[i];
    }
    return result;
  }

  private static int extent(TensorShape input, int dimension) {
    return dimension == 0 ? input.height() : input.width();
  }

  private int reach(int dimension) {
    return (kernel[dimension] - 1) * dilations[dimension] + 1;
  }

  Convolution convolution(int out, int groups) {
    return new Convolution(
        out,
        kernel[0],
        kernel[1],
        strides[0],
        strides[1],
        dilations[0],
        dilations[1],
        pads[0],
        pads[1],
        pads[2],
        pads[3],
        groups);
  }

  /** The node as a pooling, with windows over the end if it asks for them. */
  Pool pool(OnnxAttributes attributes, boolean maximum, Optional<TensorShape> input) {
    require(Arrays.stream(dilations).allMatch(it -> it == 1), "the dilations must be 1.");
    require(
        IntStream.range(0, 4).allMatch(i -> pads[i] < kernel[i % 2]),
        "the pads must be smaller than the window.");
    boolean countsPadding = attributes.integer("count_include_pad", 0) == 1;
    int[] ends = {pads[2], pads[3]};
    if (attributes.integer("ceil_mode", 0) == 1 && input.isPresent()) {
      ends = new int[] {end(input.orElseThrow(), 0), end(input.orElseThrow(), 1)};
      require(
          maximum || !countsPadding || (ends[0] == pads[2] && ends[1] == pads[3]),
          "ceil_mode and count_include_pad together are not supported.");
    }
    return new Pool(
        maximum,
        kernel[0],
        kernel[1],
        strides[0],
        strides[1],
        pads[0],
        pads[1],
        ends[0],
        ends[1],
        countsPadding);
  }

  /** The padding behind that a last, partial window reaches, if it begins inside the input. */
  private int end(TensorShape input, int dimension) {
    int stride = strides[dimension];
    int padded = extent(input, dimension) + pads[dimension];
    int room = padded + pads[dimension + 2] - kernel[dimension];
    int steps = Math.max(0, (room + stride - 1) / stride);
    steps = steps * stride >= padded ? steps - 1 : steps;
    return Math.max(pads[dimension + 2], steps * stride + kernel[dimension] - padded);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
