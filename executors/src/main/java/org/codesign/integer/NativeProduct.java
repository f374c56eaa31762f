package org.codesign.integer;

import java.util.Arrays;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * The product through oneDNN's gemm_u8s8s32, which stays in integers. (oneDNN's convolution may
 * not: see {@link DirectConvolution}.)
 *
 * <p>On processors without VNNI that gemm adds pairs of products in 16 bits, which saturate: 2 *
 * 255 * 127 does not fit. There the weights are taken in two halves of at most 64 each, whose pairs
 * do. Which of the two a processor needs is found out by trying.
 */
final class NativeProduct implements IntegerProduct {

  private static final byte NO = 'N';
  private static final byte ROW_OFFSET = 'R';
  private static final byte NO_OFFSET = 'F';

  private final BytePointer room;
  private final int depth;
  private final int outputs;
  private final IntPointer offset;
  private final IntPointer zero = new IntPointer(1).put(0, 0);
  private final BytePointer[] parts;

  /**
   * @param weights [K, O]
   * @param halves whether to take the weights in two halves
   * @param room native memory for the codes
   */
  NativeProduct(byte[] weights, int[] offset, boolean halves, BytePointer room) {
    this.room = room;
    this.outputs = offset.length;
    this.depth = weights.length / outputs;
    this.offset = new IntPointer(offset);
    if (halves) {
      byte[] half = new byte[weights.length];
      byte[] rest = new byte[weights.length];
      for (int i = 0; i < weights.length; i++) {
        half[i] = (byte) (weights[i] >> 1);
        rest[i] = (byte) (weights[i] - half[i]);
      }
      parts = new BytePointer[] {new BytePointer(half), new BytePointer(rest)};
    } else {
      parts = new BytePointer[] {new BytePointer(weights)};
    }
  }

  /** Whether products of the largest codes come out right on this processor. */
  static boolean isExact(boolean halves) {
    int depth = 64;
    int outputs = 16;
    byte[] weights = new byte[depth * outputs];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (byte) (i / outputs % 7 == 6 ? -127 : 127 - i % 5);
    }
    byte[] codes = new byte[4 * depth];
    Arrays.fill(codes, (byte) 0xff);
    int[] offset = new int[outputs];
    Arrays.setAll(offset, o -> o << 20);
    try (BytePointer room = new BytePointer(codes.length);
        IntPointer expected = new IntPointer(4L * outputs);
        IntPointer actual = new IntPointer(4L * outputs);
        NativeProduct product = new NativeProduct(weights, offset, halves, room)) {
      new PortableProduct(weights, offset).multiply(codes, 4, new WideTensor(expected));
      product.multiply(codes, 4, new WideTensor(actual));
      return expected.asBuffer().equals(actual.asBuffer());
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Override
  public void multiply(byte[] codes, int rows, WideTensor sums) {
    room.put(codes, 0, rows * depth);
    for (int part = 0; part < parts.length; part++) {
      boolean isFirst = part == 0;
      int status =
          dnnl.dnnl_gemm_u8s8s32(
              NO,
              NO,
              isFirst ? ROW_OFFSET : NO_OFFSET,
              rows,
              outputs,
              depth,
              1f,
              room,
              depth,
              (byte) 0,
              parts[part],
              outputs,
              (byte) 0,
              isFirst ? 0f : 1f,
              sums.pointer(),
              outputs,
              isFirst ? offset : zero);
      if (status != dnnl.dnnl_success) {
        throw new IllegalStateException("oneDNN refused a product of integers: " + status + ".");
      }
    }
  }

  @Override
  public void close() {
    offset.deallocate();
    zero.deallocate();
    for (BytePointer part : parts) {
      part.deallocate();
    }
  }
}
