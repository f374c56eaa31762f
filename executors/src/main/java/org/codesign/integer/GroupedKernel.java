package org.codesign.integer;

import org.codesign.network.Layer;
import org.codesign.network.Window;

/**
 * A convolution with groups, of which there are only depthwise ones in practice: one multiplication
 * for each channel of each pixel under the window.
 */
final class GroupedKernel implements Kernel {

  private final Layer layer;
  private final CodePlanes input;
  private final WideTensor output;
  private final int[] sums;
  private final int[] weights;
  private final int[] offset;
  private final int[] pixels;

  /**
   * @param output [N, H, W, C] of the output
   */
  GroupedKernel(Convolution convolution, CodePlanes input, WideTensor output) {
    this.layer = convolution.layer();
    this.input = input;
    this.output = output;
    this.weights = transposed(convolution);
    this.sums = new int[convolution.bias().length];
    this.offset = DenseKernel.offset(convolution, input.zero);
    this.pixels = new int[input.imageBytes];
  }

  /** [outC, inC / groups, k, k] as [inC / groups, k, k, outC]. */
  private static int[] transposed(Convolution convolution) {
    int outputs = convolution.bias().length;
    int length = convolution.weights().length / outputs;
    int[] result = new int[convolution.weights().length];
    for (int i = 0; i < result.length; i++) {
      result[i % length * outputs + i / length] = convolution.weights()[i];
    }
    return result;
  }

  @Override
  public void run(int images) {
    int outputs = offset.length;
    int to = 0;
    for (int image = 0; image < images; image++) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = input.values[image * input.imageBytes + i] & 0xff;
      }
      for (int y = 0; y < layer.output().height(); y++) {
        for (int x = 0; x < layer.output().width(); x++) {
          System.arraycopy(offset, 0, sums, 0, outputs);
          window(y, x);
          output.put(to, sums, outputs);
          to += outputs;
        }
      }
    }
  }

  private void window(int y, int x) {
    Window window = layer.window();
    int channels = layer.input().channels();
    int taps = window.kernel() * window.kernel();
    int corner =
        input.row(0, y * window.stride() - window.padding())
            + (x * window.stride() - window.padding()) * channels;
    for (int tap = 0; tap < taps; tap++) {
      int from = corner + tap / window.kernel() * input.rowBytes + tap % window.kernel() * channels;
      if (layer.isDepthwise() && offset.length == channels) {
        depthwise(from, tap * channels, channels);
      } else {
        grouped(from, tap);
      }
    }
  }

  private void depthwise(int from, int weight, int channels) {
    for (int c = 0; c < channels; c++) {
      sums[c] += pixels[from + c] * weights[weight + c];
    }
  }

  private void grouped(int from, int tap) {
    int groups = layer.window().groups();
    int inputs = layer.input().channels() / groups;
    int outputs = offset.length / groups;
    int taps = layer.window().kernel() * layer.window().kernel();
    for (int in = 0; in < inputs; in++) {
      int weight = (in * taps + tap) * offset.length;
      for (int out = 0; out < offset.length; out++) {
        sums[out] += pixels[from + out / outputs * inputs + in] * weights[weight + out];
      }
    }
  }
}
