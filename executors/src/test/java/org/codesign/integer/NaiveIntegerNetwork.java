package org.codesign.integer;

import java.util.HashMap;
import java.util.Map;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/** An integer network on one image by its definitions, in 64 bits, [C, H, W]. */
final class NaiveIntegerNetwork {

  private final IntegerNetwork network;
  private final Map<String, long[]> values = new HashMap<>();

  NaiveIntegerNetwork(IntegerNetwork network) {
    this.network = network;
  }

  long[] logits(byte[] images, int image) {
    int size = (int) network.image().shape().elements();
    long[] pixels = new long[size];
    for (int i = 0; i < size; i++) {
      pixels[i] = images[image * size + i] & 0xff;
    }
    values.put(IntegerNetwork.IMAGE, pixels);
    for (IntegerOperation operation : network.operations()) {
      values.put(operation.output().name(), run(operation));
    }
    return values.get(IntegerNetwork.LOGITS);
  }

  long[] values(String tensor) {
    return values.get(tensor);
  }

  private long[] run(IntegerOperation operation) {
    TensorShape shape = operation.output().shape();
    long[] result = new long[(int) shape.elements()];
    int plane = shape.height() * shape.width();
    for (int i = 0; i < result.length; i++) {
      int channel = i / plane;
      if (operation instanceof Lookup lookup) {
        long stored = lookup.table()[channel * 256 + (int) values.get(lookup.inputs().get(0))[i]];
        result[i] = (stored & 0xff) + lookup.output().range().lowest();
      } else if (operation instanceof Convolution convolution) {
        result[i] = convolve(convolution, channel, i % plane / shape.width(), i % shape.width());
      } else if (operation instanceof SumPool pool) {
        long[] input = values.get(pool.input());
        int pixels = input.length / result.length;
        for (int j = 0; j < pixels; j++) {
          result[i] += input[i * pixels + j];
        }
      } else if (operation instanceof Rescale rescale) {
        long sum = 0;
        for (Rescale.Term term : rescale.terms()) {
          DyadicScale scale = term.scale(channel);
          long product = values.get(term.input())[i] * scale.multiplier();
          sum += Math.floorDiv(product + scale.half(), 1L << scale.shift());
        }
        CodeRange range = rescale.output().range();
        result[i] = Math.max(range.lowest(), Math.min(range.highest(), sum));
      }
    }
    return result;
  }

  private long convolve(Convolution convolution, int out, int y, int x) {
    Layer layer = convolution.layer();
    Window window = layer.window();
    TensorShape input = layer.input();
    int inputs = input.channels() / window.groups();
    int firstInput = out / (layer.output().channels() / window.groups()) * inputs;
    long sum = convolution.bias()[out];
    for (int in = 0; in < inputs; in++) {
      for (int ky = 0; ky < window.kernel(); ky++) {
        for (int kx = 0; kx < window.kernel(); kx++) {
          int row = y * window.stride() - window.padding() + ky;
          int column = x * window.stride() - window.padding() + kx;
          if (row >= 0 && row < input.height() && column >= 0 && column < input.width()) {
            int weight = ((out * inputs + in) * window.kernel() + ky) * window.kernel() + kx;
            int at = ((firstInput + in) * input.height() + row) * input.width() + column;
            sum += convolution.weights()[weight] * values.get(convolution.inputs().get(0))[at];
          }
        }
      }
    }
    return sum;
  }
}
