package org.codesign.report;

import java.util.List;

/**
 * The designs that no other design beats.
 *
 * @param columns the objectives and what else is known of every design; at least two
 * @param positions the names of the block positions, in order
 * @param points the designs, at least one
 */
public record FrontTable(List<Column> columns, List<String> positions, List<FrontPoint> points) {

  public FrontTable {
    columns = List.copyOf(columns);
    positions = List.copyOf(positions);
    points = List.copyOf(points);
    if (columns.size() < 2 || points.isEmpty()) {
      throw new IllegalArgumentException(
          "A front needs at least two columns (%d) and one design (%d)."
              .formatted(columns.size(), points.size()));
    }
    Checks.distinct("column", columns.stream().map(Column::key).toList());
    Checks.distinct("position", positions);
    Checks.distinct("design", points.stream().map(FrontPoint::id).toList());
    for (FrontPoint point : points) {
      requireFit(point, columns, positions);
    }
  }

  /**
   * Checks a design that stands outside the front's points.
   *
   * @throws IllegalArgumentException if it has another number of values or blocks than the front
   */
  void requireFit(FrontPoint point) {
    requireFit(point, columns, positions);
  }

  private static void requireFit(FrontPoint point, List<Column> columns, List<String> positions) {
    if (point.values().size() != columns.size() || point.blocks().size() != positions.size()) {
      throw new IllegalArgumentException(
          "Design %s has %d values and %d blocks; the front has %d columns and %d positions."
              .formatted(
                  point.id(),
                  point.values().size(),
                  point.blocks().size(),
                  columns.size(),
                  positions.size()));
    }
  }
}
