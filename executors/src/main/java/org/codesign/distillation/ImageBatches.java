package org.codesign.distillation;

import java.util.Arrays;
import org.codesign.data.Augmentation;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.network.TensorShape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Normalised images and their labels as native arrays, a batch at a time. */
public final class ImageBatches {

  private final ImageSet images;
  private final Normalization normalization;
  private final int perImage;

  public ImageBatches(ImageSet images, Normalization normalization) {
    this.images = images;
    this.normalization = normalization;
    this.perImage = Math.toIntExact(images.shape().elements());
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
    float[] values = values(count);
    for (int i = 0; i < count; i++) {
      images.copyNormalised(first + i, values, i * perImage, normalization);
    }
    return array(values, count);
  }

  /** The images order[from .. from + count), each augmented by its own draw, [N, C, H, W]. */
  public INDArray load(
      int[] order, int from, int count, Augmentation augmentation, long seed, int epoch) {
    float[] values = values(count);
    augment(Arrays.copyOfRange(order, from, from + count), augmentation, seed, epoch, values);
    return array(values, count);
  }

  /** Writes images, each augmented by its own draw, [N, C, H, W]; safe beside other calls. */
  void augment(int[] chosen, Augmentation augmentation, long seed, int epoch, float[] target) {
    float[] one = new float[perImage];
    for (int i = 0; i < chosen.length; i++) {
      images.copyNormalised(chosen[i], one, 0, normalization);
      long draw = Augmentation.draw(seed, epoch, chosen[i]);
      augmentation.apply(draw, one, target, i * perImage);
    }
  }

  /** Room for so many images. */
  float[] values(int count) {
    return new float[perImage * count];
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

  /** A copy of the values as an array [N, C, H, W]. */
  INDArray array(float[] values, int count) {
    TensorShape shape = images.shape();
    return Nd4j.create(
        values, new long[] {count, shape.channels(), shape.height(), shape.width()}, 'c');
  }
}
