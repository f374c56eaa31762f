package org.codesign.distillation;

import java.io.IOException;
import org.codesign.network.TensorShape;

/** Activations at one block boundary, read when they are needed. */
public interface ActivationSource {

  /** The number of images. */
  int count();

  /** The shape of one image's activations, [1, C, H, W]. */
  TensorShape shape();

  /**
   * Copies the activations of the images [first, first + images) into the target, [images, C, H, W]
   * row-major.
   */
  void read(int first, int images, float[] target) throws IOException;
}
