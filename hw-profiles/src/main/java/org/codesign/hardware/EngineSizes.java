package org.codesign.hardware;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.codesign.hardware.SubgraphEngine.Lanes;

/**
 * The sizes that subgraph engines are tried with; every combination is an engine. Lists are kept in
 * rising order without repetitions. Memories are not among them: they follow from the layers.
 *
 * @param pointwise of the 1x1 engine; 0 x 0 leaves it out
 * @param dense of the k x k engine; 0 x 0 leaves it out
 * @param depthwiseChannels of the depthwise engine; 0 leaves it out
 * @param units what multipliers are made of
 * @param weightBits of the widest weights
 * @param activationBits of the widest activations
 * @param clockMegahertz the clocks
 */
public record EngineSizes(
    List<Lanes> pointwise,
    List<Lanes> dense,
    List<Integer> depthwiseChannels,
    List<MultiplierUnit> units,
    List<Integer> weightBits,
    List<Integer> activationBits,
    List<Integer> clockMegahertz) {

  public EngineSizes {
    pointwise = distinct("pointwise", pointwise, Comparator.comparing(EngineSizes::order));
    dense = distinct("dense", dense, Comparator.comparing(EngineSizes::order));
    depthwiseChannels =
        distinct("depthwise channels", depthwiseChannels, Comparator.naturalOrder());
    units = distinct("units", units, Comparator.naturalOrder());
    weightBits = distinct("weight bits", weightBits, Comparator.naturalOrder());
    activationBits = distinct("activation bits", activationBits, Comparator.naturalOrder());
    clockMegahertz = distinct("clocks", clockMegahertz, Comparator.naturalOrder());
  }

  /** How many combinations there are, with those that have no engine at all. */
  public long combinations() {
    long engines = (long) pointwise.size() * dense.size() * depthwiseChannels.size();
    return engines
        * units.size()
        * weightBits.size()
        * activationBits.size()
        * clockMegahertz.size();
  }

  private static long order(Lanes lanes) {
    return ((long) lanes.inputs() << 32) + lanes.outputs();
  }

  private static <T> List<T> distinct(String name, List<T> values, Comparator<T> order) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          "The " + name + " of the engines' sizes need at least one value.");
    }
    TreeSet<T> sorted = new TreeSet<>(order);
    sorted.addAll(values);
    return List.copyOf(sorted);
  }
}
