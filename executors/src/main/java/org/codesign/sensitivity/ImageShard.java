package org.codesign.sensitivity;

/** A fixed part of the images, normalised. Holds large arrays, which are not copied. */
public final class ImageShard {

  private final float[] images;
  private final int[] labels;

  /**
   * @param images [N, C, H, W]
   * @param labels N of them
   */
  public ImageShard(float[] images, int[] labels) {
    if (labels.length < 1 || images.length % labels.length != 0) {
      throw new IllegalArgumentException(
          "The labels (%d) must divide the pixels (%d).".formatted(labels.length, images.length));
    }
    this.images = images;
    this.labels = labels;
  }

  /** The number of images. */
  public int count() {
    return labels.length;
  }

  /** The label of an image. */
  public int label(int image) {
    return labels[image];
  }

  /** The images at every so many places, beginning with the given one; empty shards are refused. */
  public ImageShard every(int stride, int first) {
    int size = images.length / labels.length;
    int count = (labels.length - first + stride - 1) / stride;
    float[] chosen = new float[count * size];
    int[] chosenLabels = new int[count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(images, (first + i * stride) * size, chosen, i * size, size);
      chosenLabels[i] = labels[first + i * stride];
    }
    return new ImageShard(chosen, chosenLabels);
  }

  /** Runs the model on it and returns the sum of the losses. */
  public double run(CurvatureModel model) {
    return model.batch(images, labels, labels.length);
  }

  /** Runs the model on it without derivatives and returns the sum of the losses. */
  public double measure(CurvatureModel model) {
    return model.loss(images, labels, labels.length);
  }
}
