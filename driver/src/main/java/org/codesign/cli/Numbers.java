package org.codesign.cli;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {

  private static final BigInteger LARGEST_IN_FULL = BigInteger.TEN.pow(15);

  private Numbers() {}

  /** At least three significant digits: 0.0123, 1.23, 12.3, 123, 12,345; tiny ones as 1.23e-05. */
  static String significant(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return "-";
    }
    if (size >= 99.95) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (size >= 9.995) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    if (size >= 0.9995 || size == 0) {
      return String.format(Locale.ROOT, "%.2f", value);
    }
    if (size < 0.001) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    return String.format(Locale.ROOT, size >= 0.09995 ? "%.3f" : "%.4f", value);
  }

  /** A count with its digits in groups, or as 1.23e+18 where nobody would count them. */
  static String count(BigInteger value) {
    if (value.abs().compareTo(LARGEST_IN_FULL) < 0) {
      return String.format(Locale.ROOT, "%,d", value);
    }
    int exponent = value.abs().toString().length() - 1;
    BigDecimal mantissa = new BigDecimal(value).movePointLeft(exponent);
    return mantissa.setScale(2, RoundingMode.DOWN).toPlainString() + "e+" + exponent;
  }

  /** A share in [0, 1] as a percentage with two decimals, without the sign. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f", 100 * share);
  }

  /** A span of time: 84 s, 3 min 24 s, 2 h 5 min. */
  static String duration(long seconds) {
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7200) {
      return "%d min %d s".formatted(seconds / 60, seconds % 60);
    }
    return "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }
}
