package org.codesign.engine;

import org.codesign.engine.ConvolutionStyle.LayerQuantization;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Shortcut;
import org.codesign.network.TensorShape;
import org.codesign.quantization.SymmetricQuantizer;
import org.codesign.quantization.UnsignedQuantizer;

/** The slow obvious twin: a block computed by loops over one image, float or quantized. */
public final class NaiveNetwork {

  private NaiveNetwork() {}

  /** A block's output for one image, [C, H, W]. */
  public static float[] block(
      BlockStructure structure,
      NetworkWeights weights,
      ConvolutionStyle style,
      String prefix,
      float[] input) {
    float[] at = input;
    float[] entry = input;
    for (int i = 0; i < structure.path().size(); i++) {
      Layer layer = structure.path().get(i);
      float[] read = quantizedInput(style, prefix + layer.name(), at);
      entry = i == 0 ? read : entry;
      at = convolution(layer, weights.layer(layer.name()), style, prefix + layer.name(), read);
      if (i < structure.path().size() - 1) {
        relu(at);
      }
    }
    if (structure.shortcut() instanceof Shortcut.Identity) {
      at = structure.isIdentity() ? at.clone() : sum(at, input);
    } else if (structure.shortcut() instanceof Shortcut.Projection p) {
      String name = p.layer().name();
      at = sum(at, convolution(p.layer(), weights.layer(name), style, prefix + name, entry));
    }
    relu(at);
    return at;
  }

  /** One convolution of one image, [C, H, W]. */
  public static float[] convolution(
      Layer layer, LayerWeights parameters, ConvolutionStyle style, String name, float[] input) {
    float[] weights = parameters.weights().clone();
    LayerQuantization quantization = quantization(style, name);
    if (quantization != null) {
      SymmetricQuantizer.quantizePerChannel(
          weights, parameters.outputChannels(), quantization.bits().weightBits());
    }
    TensorShape in = layer.input();
    TensorShape out = layer.output();
    int kernel = layer.window().kernel();
    int groupInputs = in.channels() / layer.window().groups();
    int groupOutputs = out.channels() / layer.window().groups();
    float[] result = new float[(int) out.elements()];
    for (int o = 0; o < out.channels(); o++) {
      for (int y = 0; y < out.height(); y++) {
        for (int x = 0; x < out.width(); x++) {
          double sum = parameters.bias()[o];
          for (int i = 0; i < groupInputs; i++) {
            int channel = o / groupOutputs * groupInputs + i;
            for (int ky = 0; ky < kernel; ky++) {
              for (int kx = 0; kx < kernel; kx++) {
                int row = y * layer.window().stride() + ky - layer.window().padding();
                int column = x * layer.window().stride() + kx - layer.window().padding();
                if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                  sum +=
                      (double) weights[((o * groupInputs + i) * kernel + ky) * kernel + kx]
                          * input[(channel * in.height() + row) * in.width() + column];
                }
              }
            }
          }
          result[(o * out.height() + y) * out.width() + x] = (float) sum;
        }
      }
    }
    return result;
  }

  private static float[] quantizedInput(ConvolutionStyle style, String name, float[] input) {
    LayerQuantization quantization = quantization(style, name);
    if (quantization == null) {
      return input;
    }
    int bits = quantization.bits().activationBits();
    float scale = UnsignedQuantizer.scale(quantization.inputRange(), bits);
    float[] result = new float[input.length];
    for (int i = 0; i < input.length; i++) {
      result[i] = UnsignedQuantizer.quantize(input[i], scale, bits);
    }
    return result;
  }

  private static LayerQuantization quantization(ConvolutionStyle style, String name) {
    return style instanceof ConvolutionStyle.Quantized q ? q.layers().get(name) : null;
  }

  private static void relu(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, values[i]);
    }
  }

  private static float[] sum(float[] a, float[] b) {
    float[] result = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = a[i] + b[i];
    }
    return result;
  }
}
