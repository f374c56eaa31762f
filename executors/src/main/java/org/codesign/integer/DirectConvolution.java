package org.codesign.integer;

import java.util.stream.IntStream;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.codesign.engine.Dnnl;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/**
 * oneDNN's convolution of unsigned codes with weights of 8 bits, channels last. Some of its kernels
 * take sums through float32, where whole numbers below 2^24 are themselves; a convolution that
 * could reach more is not for it.
 */
final class DirectConvolution {

  private static final long LARGEST_EXACT = 1L << 24;

  private DirectConvolution() {}

  /**
   * Whether it is exact for all codes of a range, and fast on this processor.
   *
   * @param frame see {@link #description}
   */
  static boolean isFor(Convolution convolution, CodeRange range, int frame) {
    int[] offset = DenseKernel.offset(convolution, range.zeroPoint());
    long[] magnitudes = convolution.magnitudes();
    long largestCode = (long) range.highest() - range.lowest();
    boolean isExact =
        IntStream.range(0, offset.length)
            .allMatch(
                o -> magnitudes[o] * largestCode + Math.abs((long) offset[o]) < LARGEST_EXACT);
    if (!isExact) {
      return false;
    }
    try (convolution_forward.primitive_desc description =
        description(convolution.layer(), frame, 1)) {
      return !Dnnl.isSlow(description);
    } catch (RuntimeException e) {
      // That is how oneDNN says that it has nothing for a shape.
      return false;
    }
  }

  /**
   * @param frame how many pixels around the image are stored with it: none, or the padding
   */
  static convolution_forward.primitive_desc description(Layer layer, int frame, int images) {
    TensorShape in = layer.input();
    TensorShape out = layer.output();
    Window window = layer.window();
    int before = window.padding() - frame;
    long[] stored = {images, in.channels(), in.height() + 2L * frame, in.width() + 2L * frame};
    return new convolution_forward.primitive_desc(
        new convolution_forward.desc(
            dnnl.prop_kind.forward_inference,
            dnnl.algorithm.convolution_direct,
            new memory.desc(stored, memory.data_type.u8, memory.format_tag.nhwc),
            new memory.desc(weights(layer), memory.data_type.s8, memory.format_tag.any),
            new memory.desc(new long[] {out.channels()}, memory.data_type.s32, memory.format_tag.a),
            new memory.desc(
                new long[] {images, out.channels(), out.height(), out.width()},
                memory.data_type.s32,
                memory.format_tag.nhwc),
            new long[] {window.stride(), window.stride()},
            new long[] {0, 0},
            new long[] {before, before},
            new long[] {
              after(window, stored[2], out.height(), before),
              after(window, stored[3], out.width(), before)
            }),
        Dnnl.ENGINE);
  }

  /** The padding that the last window reaches, which is negative where it ends before the image. */
  private static long after(Window window, long stored, int out, int before) {
    return (out - 1L) * window.stride() + window.kernel() - stored - before;
  }

  /** The weights as they are told, [outC, inC / groups, k, k], with groups apart. */
  static memory.desc plainWeights(Layer layer) {
    return new memory.desc(
        weights(layer),
        memory.data_type.s8,
        layer.window().groups() == 1 ? memory.format_tag.oihw : memory.format_tag.goihw);
  }

  private static long[] weights(Layer layer) {
    int groups = layer.window().groups();
    int kernel = layer.window().kernel();
    long outputs = layer.output().channels() / groups;
    long inputs = layer.input().channels() / groups;
    return groups == 1
        ? new long[] {outputs, inputs, kernel, kernel}
        : new long[] {groups, outputs, inputs, kernel, kernel};
  }
}
