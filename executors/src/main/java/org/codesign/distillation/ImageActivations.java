package org.codesign.distillation;

import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.network.TensorShape;

/** The normalised images themselves, for a block that reads them: the stem. */
public final class ImageActivations implements ActivationSource {

  private final ImageSet images;
  private final Normalization normalization;

  public ImageActivations(ImageSet images, Normalization normalization) {
    this.images = images;
    this.normalization = normalization;
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public TensorShape shape() {
    return images.shape();
  }

  @Override
  public void read(int first, int count, float[] target) {
    int size = Math.toIntExact(images.shape().elements());
    for (int i = 0; i < count; i++) {
      images.copyNormalised(first + i, target, i * size, normalization);
    }
  }
}
