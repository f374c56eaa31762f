package org.codesign.distillation;

import java.util.Objects;
import org.codesign.network.TensorShape;

/** Activations in an array, [N, C, H, W]. */
final class ArrayActivations implements ActivationSource {

  private final TensorShape shape;
  private final float[] values;

  ArrayActivations(TensorShape shape, float[] values) {
    this.shape = shape;
    this.values = values;
  }

  @Override
  public int count() {
    return (int) (values.length / shape.elements());
  }

  @Override
  public TensorShape shape() {
    return shape;
  }

  @Override
  public void read(int first, int images, float[] target) {
    Objects.checkFromIndexSize(first, images, count());
    int perImage = (int) shape.elements();
    System.arraycopy(values, first * perImage, target, 0, images * perImage);
  }
}
