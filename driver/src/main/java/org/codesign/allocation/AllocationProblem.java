package org.codesign.allocation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Layers whose bits are to be chosen, some of them tied: layers that read the same quantized
 * activation get the same bits, so their choices must have the same bits, in any order.
 *
 * @param layers with different names
 * @param ties names of layers that get the same bits; overlapping ties are joined
 */
public record AllocationProblem(List<Layer> layers, List<List<String>> ties) {

  public AllocationProblem {
    layers = List.copyOf(layers);
    ties = ties.stream().map(List::copyOf).toList();
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("The problem must have a layer.");
    }
    Set<String> names = new HashSet<>();
    for (Layer layer : layers) {
      if (!names.add(layer.name())) {
        throw new IllegalArgumentException(
            "The name (%s) of a layer must be unique.".formatted(layer.name()));
      }
    }
    Map<String, Layer> byName = new HashMap<>();
    layers.forEach(layer -> byName.put(layer.name(), layer));
    for (List<String> tie : ties) {
      for (String name : tie) {
        requireTieable(byName.get(tie.get(0)), byName.get(name), name);
      }
    }
  }

  /** The groups of layers that share their bits, as indices, in the order of their first layers. */
  List<List<Integer>> groups() {
    Map<String, Integer> index = new HashMap<>();
    int[] root = IntStream.range(0, layers.size()).toArray();
    for (int i = 0; i < layers.size(); i++) {
      index.put(layers.get(i).name(), i);
    }
    for (List<String> tie : ties) {
      for (String name : tie) {
        int a = root(root, index.get(tie.get(0)));
        int b = root(root, index.get(name));
        root[Math.max(a, b)] = Math.min(a, b);
      }
    }
    Map<Integer, List<Integer>> groups = new java.util.LinkedHashMap<>();
    for (int i = 0; i < root.length; i++) {
      groups.computeIfAbsent(root(root, i), key -> new ArrayList<>()).add(i);
    }
    return List.copyOf(groups.values());
  }

  private static int root(int[] root, int index) {
    int at = index;
    while (root[at] != at) {
      at = root[at];
    }
    return at;
  }

  private static void requireTieable(Layer first, Layer other, String name) {
    if (first == null || other == null) {
      throw new IllegalArgumentException("The layer %s of a tie must exist.".formatted(name));
    }
    boolean same =
        first.choices().size() == other.choices().size()
            && first.choices().stream()
                .allMatch(a -> other.choices().stream().anyMatch(a::hasBitsOf));
    if (!same) {
      throw new IllegalArgumentException(
          "The tied layers %s and %s must have choices of the same bits."
              .formatted(first.name(), other.name()));
    }
  }
}
