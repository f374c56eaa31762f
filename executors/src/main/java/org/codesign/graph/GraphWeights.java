package org.codesign.graph;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The numbers of a graph's nodes, by node and role. Arrays are not copied. */
public final class GraphWeights {

  /** What an array is for. */
  public enum Role {
    WEIGHTS,
    BIAS,
    /** Of a batch normalisation, like those below. */
    SCALE,
    SHIFT,
    MEAN,
    VARIANCE
  }

  private final Map<String, Map<Role, float[]>> arrays = new HashMap<>();

  /** Puts an array. */
  public void put(String node, Role role, float[] values) {
    arrays.computeIfAbsent(node, name -> new EnumMap<>(Role.class)).put(role, values);
  }

  /** Whether a node has such an array. */
  public boolean has(String node, Role role) {
    return arrays.getOrDefault(node, Map.of()).containsKey(role);
  }

  /** The array of a node. */
  public float[] get(String node, Role role) {
    float[] values = arrays.getOrDefault(node, Map.of()).get(role);
    if (values == null) {
      throw new IllegalArgumentException(
          "The node %s has no %s.".formatted(node, role.name().toLowerCase(java.util.Locale.ROOT)));
    }
    return values;
  }
}
