package org.codesign.integer;

/** One operation on a tile of images, bound to its buffers. */
interface Kernel extends AutoCloseable {

  /** Computes the first images of the tile. */
  void run(int images);

  @Override
  default void close() {}
}
