package org.codesign.sensitivity;

import java.util.List;

/**
 * When traces are known well enough: every layer's standard error is at most a tolerance times the
 * magnitude of its mean, or at most a tolerance times a thousandth of the sum of all layers' means,
 * below which a layer matters to nobody. Means may be negative: curvature of a network that is not
 * at a minimum, or noise. They stay as they are in results; the rule sees their magnitude, and the
 * sum counts those above zero only, so that a network without any never stops early.
 *
 * @param tolerance of the standard error, relative; 0 never stops
 */
public record StoppingRule(double tolerance) {

  /** The fewest probes that say something of their own spread. */
  public static final int LEAST_PROBES = 8;

  private static final double NEGLIGIBLE_SHARE = 1e-3;

  public StoppingRule {
    if (!(tolerance >= 0 && tolerance < 1)) {
      throw new IllegalArgumentException(
          "The tolerance (%s) must be in [0, 1).".formatted(tolerance));
    }
  }

  /** Whether no more probes are needed. */
  public boolean isMet(List<TraceEstimate> layers) {
    double sum = layers.stream().mapToDouble(layer -> Math.max(0, layer.trace())).sum();
    return tolerance > 0
        && layers.stream()
            .allMatch(
                layer ->
                    layer.probes() >= LEAST_PROBES
                        && layer.standardError()
                            <= tolerance
                                * Math.max(Math.abs(layer.trace()), NEGLIGIBLE_SHARE * sum));
  }
}
