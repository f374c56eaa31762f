package org.codesign.benchmarks.libtorch;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A residual network for CIFAR with batch normalisation folded into the convolutions, of layers
 * with the names of torchvision: conv1, layerS.U.conv1, .conv2 and perhaps .downsample.0, fc.
 */
final class PeerResNet {

  /** A convolution, or the classifier. */
  private record Layer(Tensor weights, Tensor bias, long[] stride, long[] padding) {}

  private final Map<String, Layer> layers = new LinkedHashMap<>();

  /** Reads the layers: their number, then of each name, shape, stride, padding and values. */
  PeerResNet(DataInputStream in, boolean channelsLast) throws IOException {
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      long[] shape = new long[in.readInt()];
      for (int k = 0; k < shape.length; k++) {
        shape[k] = in.readInt();
      }
      int stride = in.readInt();
      int padding = in.readInt();
      Tensor weights = PeerArrays.floats(in, shape);
      Tensor leaf = shape.length == 4 ? PeerNetwork.inLayout(weights, channelsLast) : weights;
      leaf.set_requires_grad(true);
      Tensor bias = PeerArrays.floats(in, shape[0]);
      layers.put(
          name, new Layer(leaf, bias, new long[] {stride, stride}, new long[] {padding, padding}));
    }
  }

  /** The weights of all layers, in their order. */
  TensorVector weights() {
    TensorVector all = new TensorVector();
    layers.values().forEach(layer -> all.push_back(layer.weights()));
    return all;
  }

  /** The place of a layer. */
  int index(String name) {
    return layers.keySet().stream().toList().indexOf(name);
  }

  Tensor logits(Tensor images) {
    Tensor at = torch.relu(convolution("conv1", images));
    for (int stage = 1; layers.containsKey("layer%d.0.conv1".formatted(stage)); stage++) {
      for (int unit = 0; ; unit++) {
        String name = "layer%d.%d.".formatted(stage, unit);
        if (!layers.containsKey(name + "conv1")) {
          break;
        }
        Tensor inner = torch.relu(convolution(name + "conv1", at));
        Tensor outer = convolution(name + "conv2", inner);
        String shortcut = name + "downsample.0";
        Tensor other = layers.containsKey(shortcut) ? convolution(shortcut, at) : at;
        at = torch.relu(torch.add(outer, other, new Scalar(1)));
      }
    }
    Tensor pooled = torch.adaptive_avg_pool2d(at, 1, 1).flatten(1, -1);
    Layer fc = layers.get("fc");
    return torch.linear(pooled, fc.weights(), new TensorOptional(fc.bias()));
  }

  private Tensor convolution(String name, Tensor input) {
    Layer layer = layers.get(name);
    return torch.conv2d(
        input,
        layer.weights(),
        new TensorOptional(layer.bias()),
        layer.stride(),
        layer.padding(),
        new long[] {1, 1},
        1);
  }
}
