package org.codesign.distillation;

import java.util.List;
import org.codesign.network.TensorShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A teacher that is ready to run. Not thread-safe. */
public interface OpenTeacher extends Classifier, AutoCloseable {

  /**
   * The shapes of what is kept of an image: what enters the first block, what leaves each block,
   * and after them whatever else the teacher's kind needs.
   */
  List<TensorShape> shapes();

  /** What is kept of the images, each [N, C, H, W]. */
  List<float[]> activations(INDArray images);

  /**
   * The rest of the teacher from a boundary on.
   *
   * @param blocks how many blocks are before the boundary
   * @param images whose activations it will read, for a teacher in which something passes the
   *     boundary by
   */
  Tail tail(int blocks, INDArray images);

  @Override
  void close();

  /** The rest of a teacher. */
  interface Tail extends AutoCloseable {

    /**
     * The probability of each class, [N, classes]; the caller's to free.
     *
     * @param activations at the boundary, [N, C, H, W]
     */
    INDArray probabilities(INDArray activations);

    @Override
    void close();
  }
}
