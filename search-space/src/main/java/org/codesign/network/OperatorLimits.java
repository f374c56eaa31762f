package org.codesign.network;

/** The values that operators accept. */
final class OperatorLimits {

  private OperatorLimits() {}

  static void requireKernel(int kernel) {
    if (kernel < 1 || kernel > 7 || kernel % 2 == 0) {
      throw new IllegalArgumentException(
          "The kernel (" + kernel + ") of an operator must be 1, 3, 5 or 7.");
    }
  }

  static void requireWidth(double width) {
    if (!(width > 0 && width <= 4)) {
      throw new IllegalArgumentException(
          "The width multiplier (" + width + ") of an operator must be in (0, 4].");
    }
  }

  static void requireExpansion(int expansion) {
    if (expansion < 1 || expansion > 8) {
      throw new IllegalArgumentException(
          "The expansion (" + expansion + ") of an operator must be in [1, 8].");
    }
  }
}
