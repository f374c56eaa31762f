package org.codesign.integer;

import org.bytedeco.javacpp.BytePointer;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/** A convolution without groups: the pixels under each window as one row of a matrix product. */
final class DenseKernel implements Kernel {

  private final Layer layer;
  private final CodePlanes input;
  private final WideTensor output;
  private final byte[] rows;
  private final IntegerProduct product;

  /**
   * @param rows room for the matrix, shared by the kernels of an engine
   * @param room native memory for the matrix, as large
   */
  DenseKernel(
      Convolution convolution,
      CodePlanes input,
      WideTensor output,
      byte[] rows,
      Arithmetic arithmetic,
      BytePointer room) {
    this.layer = convolution.layer();
    this.input = input;
    this.output = output;
    this.rows = rows;
    this.product =
        arithmetic.product(transposed(convolution), offset(convolution, input.zero), room);
  }

  /** The number of codes under all windows of one image. */
  static long rowBytes(Layer layer) {
    int kernel = layer.window().kernel();
    return (long) layer.output().height()
        * layer.output().width()
        * kernel
        * kernel
        * layer.input().channels();
  }

  /** [outC, inC, k, k] as [k, k, inC, outC]. */
  private static byte[] transposed(Convolution convolution) {
    int outputs = convolution.bias().length;
    int inputs = convolution.layer().input().channels();
    byte[] weights = convolution.weights();
    int taps = weights.length / outputs / inputs;
    byte[] result = new byte[weights.length];
    for (int i = 0; i < weights.length; i++) {
      int tap = i % taps;
      int in = i / taps % inputs;
      int out = i / taps / inputs;
      result[(tap * inputs + in) * outputs + out] = weights[i];
    }
    return result;
  }

  /** The bias less what stored zeros add; both wrap around alike, so that the sum is exact. */
  static int[] offset(Convolution convolution, int zero) {
    int[] offset = convolution.bias().clone();
    int length = convolution.weights().length / offset.length;
    for (int i = 0; i < convolution.weights().length; i++) {
      offset[i / length] -= zero * convolution.weights()[i];
    }
    return offset;
  }

  @Override
  public void run(int images) {
    TensorShape shape = layer.output();
    int count = images * shape.height() * shape.width();
    Window window = layer.window();
    boolean isMatrix = window.kernel() == 1 && window.stride() == 1 && input.padding == 0;
    if (!isMatrix) {
      gather(images);
    }
    product.multiply(isMatrix ? input.values : rows, count, output);
  }

  private void gather(int images) {
    Window window = layer.window();
    int channels = layer.input().channels();
    int length = window.kernel() * channels;
    int step = window.stride() * channels;
    int to = 0;
    for (int image = 0; image < images; image++) {
      for (int y = 0; y < layer.output().height(); y++) {
        int first = y * window.stride() - window.padding();
        for (int x = 0; x < layer.output().width(); x++) {
          for (int ky = 0; ky < window.kernel(); ky++) {
            int from = input.row(image, first + ky) - window.padding() * channels + x * step;
            System.arraycopy(input.values, from, rows, to, length);
            to += length;
          }
        }
      }
    }
  }

  @Override
  public void close() {
    product.close();
  }
}
