package org.codesign.distillation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;

/**
 * A smaller block cut out of a larger one of the same kind: the centre of each kernel, and of the
 * hidden channels the most important ones in their order (after Cai et al., "Once-for-All", ICLR
 * 2020, section 3.3). The importance of a channel is the product of the Euclidean norms of all
 * weights that make it, filter it and read it.
 */
public final class BlockSlices {

  private BlockSlices() {}

  /**
   * Whether the smaller block can be cut out of the larger one: the same layers, none with a larger
   * kernel, more channels or another stride.
   */
  public static boolean fits(BlockStructure larger, BlockStructure smaller) {
    if (larger.path().isEmpty() || !names(larger).equals(names(smaller))) {
      return false;
    }
    for (int i = 0; i < larger.weightedLayers().size(); i++) {
      Layer from = larger.weightedLayers().get(i);
      Layer to = smaller.weightedLayers().get(i);
      if (from.isDepthwise() != to.isDepthwise()
          || from.window().stride() != to.window().stride()
          || from.window().kernel() < to.window().kernel()
          || (from.window().kernel() - to.window().kernel()) % 2 != 0
          || from.output().channels() < to.output().channels()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The weights of the smaller block.
   *
   * @throws IllegalArgumentException if it does not fit into the larger one ({@link #fits})
   */
  public static NetworkWeights cut(
      BlockStructure larger, NetworkWeights weights, BlockStructure smaller) {
    if (!fits(larger, smaller)) {
      throw new IllegalArgumentException(
          "A block of the layers %s cannot be cut out of one of the layers %s."
              .formatted(names(smaller), names(larger)));
    }
    Map<String, LayerWeights> result = new LinkedHashMap<>();
    int[] read = all(larger.path().get(0).input().channels());
    for (int i = 0; i < larger.path().size(); i++) {
      Layer to = smaller.path().get(i);
      int[] made = to.isDepthwise() ? read : chosen(larger, weights, i, to.output().channels());
      result.put(to.name(), cut(larger.path().get(i), weights, to, made, read));
      read = made;
    }
    for (int i = larger.path().size(); i < larger.weightedLayers().size(); i++) {
      Layer to = smaller.weightedLayers().get(i);
      result.put(to.name(), weights.layer(to.name()));
    }
    return new NetworkWeights(result);
  }

  private static List<String> names(BlockStructure structure) {
    return structure.weightedLayers().stream().map(Layer::name).toList();
  }

  private static int[] all(int channels) {
    return IntStream.range(0, channels).toArray();
  }

  /** The most important output channels of a layer of the path, in their order. */
  private static int[] chosen(BlockStructure block, NetworkWeights weights, int index, int count) {
    int channels = block.path().get(index).output().channels();
    if (count == channels) {
      return all(channels);
    }
    double[] importance = new double[channels];
    for (int channel = 0; channel < channels; channel++) {
      importance[channel] = madeNorm(block.path().get(index), weights, channel);
      int next = index + 1;
      for (; block.path().get(next).isDepthwise(); next++) {
        importance[channel] *= madeNorm(block.path().get(next), weights, channel);
      }
      importance[channel] *= readNorm(block.path().get(next), weights, channel);
    }
    return new ArrayList<>(IntStream.range(0, channels).boxed().toList())
        .stream()
            .sorted(Comparator.comparingDouble((Integer channel) -> -importance[channel]))
            .limit(count)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
  }

  private static double madeNorm(Layer layer, NetworkWeights weights, int channel) {
    float[] values = weights.layer(layer.name()).weights();
    int length = values.length / layer.output().channels();
    double sum = 0;
    for (int i = channel * length; i < (channel + 1) * length; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }

  private static double readNorm(Layer layer, NetworkWeights weights, int channel) {
    float[] values = weights.layer(layer.name()).weights();
    int area = layer.window().kernel() * layer.window().kernel();
    int inputs = layer.input().channels();
    double sum = 0;
    for (int out = 0; out < layer.output().channels(); out++) {
      for (int i = 0; i < area; i++) {
        double value = values[(out * inputs + channel) * area + i];
        sum += value * value;
      }
    }
    return Math.sqrt(sum);
  }

  private static LayerWeights cut(
      Layer from, NetworkWeights weights, Layer to, int[] made, int[] read) {
    LayerWeights source = weights.layer(from.name());
    int[] inputs = to.isDepthwise() ? new int[] {0} : read;
    int perOutput = from.input().channels() / from.window().groups();
    int kernel = to.window().kernel();
    int wide = from.window().kernel();
    int margin = (wide - kernel) / 2;
    float[] values = new float[Math.toIntExact(to.weights())];
    float[] bias = new float[made.length];
    int at = 0;
    for (int out = 0; out < made.length; out++) {
      bias[out] = source.bias()[made[out]];
      for (int input : inputs) {
        int plane = (made[out] * perOutput + input) * wide * wide;
        for (int row = 0; row < kernel; row++) {
          int start = plane + (row + margin) * wide + margin;
          System.arraycopy(source.weights(), start, values, at, kernel);
          at += kernel;
        }
      }
    }
    return new LayerWeights(to, values, bias);
  }
}
