package org.codesign.integer;

import org.bytedeco.javacpp.IntPointer;

/**
 * The values of a tile of images in 32 bits, [N, H, W, C], in native memory: the same for Java and
 * for oneDNN. Java takes them in pieces by a copy, since the compiler has no vectors for loops on
 * native memory, nor for loops after a read of a buffer.
 */
final class WideTensor {

  private final IntPointer pointer;

  WideTensor(IntPointer pointer) {
    this.pointer = pointer;
  }

  /** The first value. */
  IntPointer pointer() {
    return pointer;
  }

  /** Copies values from an index on into an array. */
  void get(long from, int[] into, int at, int count) {
    pointer.position(from).get(into, at, count);
    pointer.position(0);
  }

  /** Copies the first elements of an array to an index. */
  void put(long to, int[] values, int count) {
    pointer.position(to).put(values, 0, count);
    pointer.position(0);
  }
}
