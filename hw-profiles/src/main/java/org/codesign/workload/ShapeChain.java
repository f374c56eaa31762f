package org.codesign.workload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether each layer of a table can get its input from the layers before it. A table lists no edges
 * and often leaves out pooling, concatenation and splits, so that a layer chains if its
 *
 * <ul>
 *   <li>channels are those of the network's input or of an output before it, the sum of two of them
 *       (a concatenation) or half of one (a split); or, for a linear layer, an output flattened;
 *   <li>rows and columns are those of the network's input or of an output before it, divided by 1,
 *       2, 3 or 4 (pooling, rounded up or down) or multiplied by 2 or 4 (upsampling), or 1 (global
 *       pooling). A linear layer or a product regards rows as it likes.
 * </ul>
 */
public final class ShapeChain {

  private final Set<Integer> channels = new HashSet<>();
  private final Set<Integer> sizes = new HashSet<>();
  private final Set<Long> flattened = new HashSet<>();

  private ShapeChain(LayerSpec first) {
    note(first.inChannels(), first.inHeight(), first.inWidth());
  }

  /** One line for each layer that does not chain, in their order. */
  public static List<String> problems(List<LayerSpec> layers) {
    List<String> problems = new ArrayList<>();
    if (layers.isEmpty()) {
      return problems;
    }
    ShapeChain chain = new ShapeChain(layers.get(0));
    LayerSpec previous = layers.get(0);
    for (LayerSpec layer : layers) {
      String misfit = chain.misfit(layer);
      if (!misfit.isEmpty()) {
        problems.add(
            "layer %s: %s follows from no layer before it; %s gives [%d, %d, %d]"
                .formatted(
                    layer.name(),
                    misfit,
                    previous.name(),
                    previous.outChannels(),
                    previous.outHeight(),
                    previous.outWidth()));
      }
      chain.note(layer.outChannels(), layer.outHeight(), layer.outWidth());
      previous = layer;
    }
    return problems;
  }

  private void note(int channel, int height, int width) {
    channels.add(channel);
    sizes.add(height);
    sizes.add(width);
    flattened.add((long) channel * height * width);
  }

  private String misfit(LayerSpec layer) {
    boolean free = layer.operator() == LayerKind.LINEAR || layer.operator() == LayerKind.MATMUL;
    if (!hasChannels(layer.inChannels())
        && !(free && flattened.contains((long) layer.inChannels()))) {
      return "inChannels " + layer.inChannels();
    }
    if (!free && !hasSize(layer.inHeight())) {
      return "inHeight " + layer.inHeight();
    }
    return !free && !hasSize(layer.inWidth()) ? "inWidth " + layer.inWidth() : "";
  }

  private boolean hasChannels(int wanted) {
    for (int one : channels) {
      if (one == wanted || one == 2 * wanted || channels.contains(wanted - one)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasSize(int wanted) {
    for (int size : sizes) {
      for (int factor = 1; factor <= 4; factor++) {
        if (size / factor == wanted || (size + factor - 1) / factor == wanted) {
          return true;
        }
      }
      if (wanted == 2 * size || wanted == 4 * size) {
        return true;
      }
    }
    return wanted == 1;
  }
}
