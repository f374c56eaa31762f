package org.codesign.allocation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The bits of every layer of a problem.
 *
 * @param layers of the problem
 * @param choices one a layer
 */
public record BitAllocation(List<Layer> layers, List<BitChoice> choices) {

  public BitAllocation {
    layers = List.copyOf(layers);
    choices = List.copyOf(choices);
  }

  /** The sum of the sensitivities, in the order of the layers. */
  public double sensitivity() {
    return choices.stream().mapToDouble(BitChoice::sensitivity).sum();
  }

  /** What the layers sum up to under a limit, in its unit; empty if a layer does not say. */
  public OptionalDouble total(LimitKey key) {
    double sum = 0;
    for (int i = 0; i < layers.size(); i++) {
      OptionalDouble count = layers.get(i).count(key, choices.get(i));
      if (count.isEmpty()) {
        return OptionalDouble.empty();
      }
      sum += count.getAsDouble();
    }
    return OptionalDouble.of(sum / key.countsPerUnit());
  }

  /** All totals that are known, in each limit's unit. */
  public Map<LimitKey, Double> totals() {
    Map<LimitKey, Double> totals = new EnumMap<>(LimitKey.class);
    for (LimitKey key : LimitKey.values()) {
      total(key).ifPresent(total -> totals.put(key, total));
    }
    return totals;
  }
}
