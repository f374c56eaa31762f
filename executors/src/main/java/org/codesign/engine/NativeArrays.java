package org.codesign.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Native memory in loops. ND4J frees an array when the garbage collector finds it, which sees only
 * its small Java object; loops therefore write into one array again and again, or free what they
 * are done with.
 */
public final class NativeArrays {

  private NativeArrays() {}

  /** Overwrites a whole float array that is no view, in its own order. */
  public static void copy(float[] values, INDArray target) {
    if (target.length() != values.length) {
      throw new IllegalArgumentException(
          "%d values cannot fill an array of %d.".formatted(values.length, target.length()));
    }
    ((FloatPointer) target.data().pointer()).position(0).put(values);
  }

  /** Whether an array's values lie one after another in its own order. */
  static boolean isDense(INDArray array) {
    long[] shape = array.shape();
    long[] dense =
        array.ordering() == 'c'
            ? ArrayUtil.calcStrides(shape)
            : ArrayUtil.calcStridesFortran(shape);
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] > 1 && array.stride(i) != dense[i]) {
        return false;
      }
    }
    return true;
  }

  /** The memory of a float array without gaps, in its own order; valid as long as the array. */
  static FloatBuffer floats(INDArray array) {
    return bytes(array).asFloatBuffer();
  }

  /** The memory of a float array without gaps as the bits of its values. */
  static IntBuffer bits(INDArray array) {
    return bytes(array).asIntBuffer();
  }

  private static ByteBuffer bytes(INDArray array) {
    return bytes(address(array), Math.multiplyExact(array.length(), Float.BYTES));
  }

  private static ByteBuffer bytes(long address, long bytes) {
    return at(address, bytes).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /** The array itself if it holds floats in C order without gaps, otherwise a copy that does. */
  static INDArray plain(INDArray array) {
    boolean isPlain =
        array.dataType() == DataType.FLOAT && array.ordering() == 'c' && isDense(array);
    return isPlain ? array : array.castTo(DataType.FLOAT).dup('c');
  }

  /** Where the values of a float array begin; the buffer of a view is that of the whole. */
  static long address(INDArray array) {
    return array.data().address() + Float.BYTES * array.offset();
  }

  /** Native memory as floats, for as long as it is there. */
  static FloatBuffer floats(long address, long bytes) {
    return bytes(address, bytes).asFloatBuffer();
  }

  /** Native memory as the bits of floats, for as long as it is there. */
  static IntBuffer bits(long address, long bytes) {
    return bytes(address, bytes).asIntBuffer();
  }

  /** A pointer to memory that belongs to somebody else. */
  static BytePointer at(long address, long bytes) {
    return new Memory(address, bytes);
  }

  /** Memory that belongs to somebody else. */
  private static final class Memory extends BytePointer {
    Memory(long address, long bytes) {
      super((Pointer) null);
      this.address = address;
      this.limit = bytes;
      this.capacity = bytes;
    }
  }

  /** A copy of an array's values in C order. */
  public static float[] values(INDArray array) {
    INDArray ordered = array.dup('c');
    float[] values = ordered.data().asFloat();
    free(ordered);
    return values;
  }

  /** Frees arrays that nobody uses any more; views and arrays of a workspace are left alone. */
  public static void free(INDArray... arrays) {
    for (INDArray array : arrays) {
      if (!array.wasClosed() && array.closeable()) {
        array.close();
      }
    }
  }
}
