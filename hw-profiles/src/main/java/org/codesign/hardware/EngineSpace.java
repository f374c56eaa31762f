package org.codesign.hardware;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Every combination of the listed values. The lists are kept in rising order without repetitions;
 * the clock varies fastest, the rows slowest.
 */
public record EngineSpace(
    List<Integer> rows,
    List<Integer> columns,
    List<Integer> weightBufferKibibytes,
    List<Integer> activationBufferKibibytes,
    List<Integer> clockMegahertz)
    implements AcceleratorSpace {

  public EngineSpace {
    rows = rising("rows", rows);
    columns = rising("columns", columns);
    weightBufferKibibytes = rising("weight buffers", weightBufferKibibytes);
    activationBufferKibibytes = rising("activation buffers", activationBufferKibibytes);
    clockMegahertz = rising("clocks", clockMegahertz);
    new FpgaEngine(
        rows.get(0),
        columns.get(0),
        weightBufferKibibytes.get(0),
        activationBufferKibibytes.get(0),
        clockMegahertz.get(0));
    new FpgaEngine(
        last(rows),
        last(columns),
        last(weightBufferKibibytes),
        last(activationBufferKibibytes),
        last(clockMegahertz));
  }

  @Override
  public int size() {
    int buffers =
        Math.multiplyExact(weightBufferKibibytes.size(), activationBufferKibibytes.size());
    int arrays = Math.multiplyExact(rows.size(), columns.size());
    return Math.multiplyExact(Math.multiplyExact(arrays, buffers), clockMegahertz.size());
  }

  @Override
  public FpgaEngine get(int index) {
    int rest = Objects.checkIndex(index, size());
    int clock = clockMegahertz.get(rest % clockMegahertz.size());
    rest /= clockMegahertz.size();
    int activations = activationBufferKibibytes.get(rest % activationBufferKibibytes.size());
    rest /= activationBufferKibibytes.size();
    int weights = weightBufferKibibytes.get(rest % weightBufferKibibytes.size());
    rest /= weightBufferKibibytes.size();
    int column = columns.get(rest % columns.size());
    return new FpgaEngine(rows.get(rest / columns.size()), column, weights, activations, clock);
  }

  private static List<Integer> rising(String name, List<Integer> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          "The " + name + " of an engine space need at least one value.");
    }
    return List.copyOf(new TreeSet<>(values));
  }

  private static int last(List<Integer> values) {
    return values.get(values.size() - 1);
  }
}
