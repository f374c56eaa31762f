package org.codesign.distillation;

import java.io.IOException;
import java.util.SplittableRandom;
import org.codesign.engine.NativeArrays;
import org.codesign.network.TensorShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The activations of a batch in native memory, used again and again. */
final class ActivationBatch implements AutoCloseable {

  private final ActivationSource source;
  private final int images;
  private final float[] values;
  private final INDArray array;

  ActivationBatch(ActivationSource source, int images) {
    TensorShape image = source.shape();
    this.source = source;
    this.images = images;
    this.values = new float[Math.toIntExact(image.withBatch(images).elements())];
    this.array =
        Nd4j.create(
            values, new long[] {images, image.channels(), image.height(), image.width()}, 'c');
  }

  INDArray load(int first) throws IOException {
    source.read(first, images, values);
    NativeArrays.copy(values, array);
    return array;
  }

  /** Adds random signs of one magnitude; what a block reads is never negative. */
  void disturb(double normalisedError, SplittableRandom random) {
    if (normalisedError <= 0) {
      return;
    }
    double power = 0;
    for (float value : values) {
      power += (double) value * value;
    }
    float magnitude = (float) Math.sqrt(normalisedError * power / values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, values[i] + (random.nextBoolean() ? magnitude : -magnitude));
    }
    NativeArrays.copy(values, array);
  }

  float[] values() {
    return values;
  }

  INDArray array() {
    return array;
  }

  @Override
  public void close() {
    NativeArrays.free(array);
  }
}
