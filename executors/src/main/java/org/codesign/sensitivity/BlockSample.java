package org.codesign.sensitivity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.codesign.distillation.ActivationSource;
import org.codesign.engine.NativeArrays;
import org.codesign.network.TensorShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The images that a block's sensitivity is measured on, in native memory.
 *
 * @param inputs batches of the block's input, [N, C, H, W]
 * @param targets the teacher's output for each batch
 * @param images the number of images
 * @param power the mean ||target||^2 of an image, which normalises the loss
 */
record BlockSample(List<INDArray> inputs, List<INDArray> targets, int images, double power)
    implements AutoCloseable {

  /** Reads the first images of a block's boundaries. */
  static BlockSample read(ActivationSource inputs, ActivationSource targets, int images, int batch)
      throws IOException {
    List<INDArray> x = batches(inputs, images, batch);
    List<INDArray> y = batches(targets, images, batch);
    double energy = 0;
    for (INDArray target : y) {
      double norm = target.norm2Number().doubleValue();
      energy += norm * norm;
    }
    return new BlockSample(x, y, images, energy / images);
  }

  private static List<INDArray> batches(ActivationSource source, int images, int batch)
      throws IOException {
    TensorShape shape = source.shape();
    List<INDArray> batches = new ArrayList<>();
    for (int first = 0; first < images; first += batch) {
      int count = Math.min(batch, images - first);
      float[] values = new float[Math.toIntExact(shape.withBatch(count).elements())];
      source.read(first, count, values);
      batches.add(
          Nd4j.create(
              values, new long[] {count, shape.channels(), shape.height(), shape.width()}, 'c'));
    }
    return batches;
  }

  @Override
  public void close() {
    NativeArrays.free(inputs.toArray(INDArray[]::new));
    NativeArrays.free(targets.toArray(INDArray[]::new));
  }
}
