package org.codesign.distillation;

import org.codesign.data.Augmentation;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.network.TensorShape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Normalised images and their labels as native arrays, a batch at a time. Not thread-safe. */
public final class ImageBatches {

  private final ImageSet images;
  private final Normalization normalization;
  private final int perImage;
  private final float[] one;

  public ImageBatches(ImageSet images, Normalization normalization) {
    this.images = images;
    this.normalization = normalization;
    this.perImage = Math.toIntExact(images.shape().elements());
    this.one = new float[perImage];
  }

  /** The number of images. */
  public int count() {
    return images.count();
  }

  /** The label of an image. */
  public int label(int image) {
    return images.label(image);
  }

  /** The images [first, first + count), [N, C, H, W]. */
  public INDArray load(int first, int count) {
    float[] values = new float[perImage * count];
    for (int i = 0; i < count; i++) {
      images.copyNormalised(first + i, values, i * perImage, normalization);
    }
    return array(values, count);
  }

  /** The images order[from .. from + count), each augmented by its own draw, [N, C, H, W]. */
  public INDArray load(
      int[] order, int from, int count, Augmentation augmentation, long seed, int epoch) {
    float[] values = new float[perImage * count];
    for (int i = 0; i < count; i++) {
      int image = order[from + i];
      images.copyNormalised(image, one, 0, normalization);
      long draw = Augmentation.draw(seed, epoch, image);
      augmentation.apply(draw, one, values, i * perImage);
    }
    return array(values, count);
  }

  /**
   * The labels of the images order[from .. from + count) as rows of zeros and a one, [N, classes].
   */
  public INDArray oneHot(int[] order, int from, int count) {
    int classes = images.classNames().size();
    float[] values = new float[classes * count];
    for (int i = 0; i < count; i++) {
      values[i * classes + images.label(order[from + i])] = 1f;
    }
    return Nd4j.create(values, new long[] {count, classes}, 'c').castTo(DataType.FLOAT);
  }

  private INDArray array(float[] values, int count) {
    TensorShape shape = images.shape();
    return Nd4j.create(
        values, new long[] {count, shape.channels(), shape.height(), shape.width()}, 'c');
  }
}
