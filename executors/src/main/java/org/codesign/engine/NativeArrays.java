package org.codesign.engine;

import org.bytedeco.javacpp.FloatPointer;
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
