package org.codesign.hardware;

/** A number about a device, in the unit its component's name gives, and where it comes from. */
public record Figure(double value, String source) {

  public Figure {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The value (" + value + ") of a device figure must be finite and at least 0.");
    }
    Sources.require("a device figure", source);
  }

  /** Requires a value above 0. */
  static void requirePositive(String name, Figure figure) {
    if (figure.value() == 0) {
      throw new IllegalArgumentException("The " + name + " (0) of a device must be above 0.");
    }
  }

  /** Requires a value in (0, 1]. */
  static void requireFraction(String name, Figure figure) {
    if (figure.value() == 0 || figure.value() > 1) {
      throw new IllegalArgumentException(
          "The %s (%s) of a device must be in (0, 1].".formatted(name, figure.value()));
    }
  }
}
