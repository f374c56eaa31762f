package org.codesign.report;

import java.util.Objects;

/**
 * A number that every design of the front has.
 *
 * @param key the name in files, for example {@code latencyMillis}
 * @param label what a reader calls it, for example "Latency"
 * @param unit its unit as printed, empty for none; {@code bytes} is printed in kB or MB
 * @param direction whether the search made it small or large, or only reports it
 */
public record Column(String key, String label, String unit, Direction direction) {

  /** What the search does with a column. */
  public enum Direction {
    MINIMIZED,
    MAXIMIZED,
    REPORTED
  }

  public Column {
    Checks.text("key of a column", key);
    Checks.text("label of a column", label);
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(direction, "direction");
  }
}
