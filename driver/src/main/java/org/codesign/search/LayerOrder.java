package org.codesign.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.codesign.config.ConfigurationException;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.quantization.BitWidths;

/**
 * The order in which layers are quantized: falling Omega at the bits that each has (Dong et al.,
 * "HAWQ", ICCV 2019). Equal layers keep the order of the network.
 *
 * @param source what the table is called in messages
 * @param omegas by layer and weight bits
 */
public record LayerOrder(String source, Map<String, Map<Integer, Double>> omegas) {

  public LayerOrder {
    Objects.requireNonNull(source, "source");
    omegas = Collections.unmodifiableMap(new LinkedHashMap<>(omegas));
  }

  /**
   * The layers that are quantized anew in each step, as many in each as in the others or one more.
   *
   * @param names what else the layers may be called, by full name
   */
  List<Set<String>> steps(
      Network network, Map<String, BitWidths> bits, Map<String, String> names, int count) {
    List<String> layers = new ArrayList<>();
    Map<String, Double> omega = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Layer layer : network.weightedLayers()) {
      String other = names.getOrDefault(layer.name(), layer.name());
      Map<Integer, Double> own = omegas.getOrDefault(layer.name(), omegas.get(other));
      int weightBits = bits.get(layer.name()).weightBits();
      if (own == null || !own.containsKey(weightBits)) {
        problems.add(
            "%s: layer %s: it has no omega at %d bits".formatted(source, other, weightBits));
      } else {
        omega.put(layer.name(), own.get(weightBits));
        layers.add(layer.name());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    layers.sort(Comparator.comparing(omega::get, Comparator.reverseOrder()));
    List<Set<String>> steps = new ArrayList<>();
    for (int step = 0; step < count; step++) {
      int from = layers.size() * step / count;
      steps.add(new HashSet<>(layers.subList(from, layers.size() * (step + 1) / count)));
    }
    return steps;
  }
}
