package org.codesign.task;

import java.util.List;
import java.util.Objects;

/**
 * What was computed of a {@link NetworkItem}.
 *
 * @param item its name
 * @param rows what they mean is said by the item
 * @param seconds that it took
 */
public record ItemFigures(String item, List<List<Double>> rows, double seconds)
    implements ItemRecord {

  public ItemFigures {
    Objects.requireNonNull(item, "item");
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** A value. */
  public double at(int row, int column) {
    return rows.get(row).get(column);
  }

  @Override
  public String failure() {
    return "";
  }

  static List<List<Double>> rows(double[][] values) {
    return java.util.Arrays.stream(values).map(ItemFigures::row).toList();
  }

  static List<Double> row(double... values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }
}
