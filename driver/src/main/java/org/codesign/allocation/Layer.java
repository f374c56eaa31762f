package org.codesign.allocation;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A layer whose bits are to be chosen.
 *
 * @param name unique among the layers of a problem
 * @param parameters the number of its weights
 * @param macs its multiply-accumulates, if known
 * @param choices at least one, with different bits
 */
public record Layer(String name, long parameters, OptionalLong macs, List<BitChoice> choices) {

  /** The largest count of parameters or multiply-accumulates: times 32 * 32 it fits a long. */
  public static final long MAXIMUM_COUNT = 1_000_000_000_000_000L;

  public Layer {
    Objects.requireNonNull(name, "name");
    choices = List.copyOf(choices);
    requireCount(name, "parameters", parameters);
    macs.ifPresent(count -> requireCount(name, "macs", count));
    if (choices.isEmpty()) {
      throw new IllegalArgumentException("The layer %s must have a choice.".formatted(name));
    }
  }

  /**
   * What a choice counts under a limit: bits of weights, bit operations, milliseconds or
   * microjoules; empty if the layer does not say.
   */
  public OptionalDouble count(LimitKey key, BitChoice choice) {
    return switch (key) {
      case SIZE_MEGABYTES -> OptionalDouble.of((double) parameters * choice.weightBits());
      case BOPS_GIGA ->
          macs.isPresent()
              ? OptionalDouble.of(
                  (double) (macs.getAsLong() * choice.weightBits() * choice.activationBits()))
              : OptionalDouble.empty();
      case LATENCY_MILLIS -> choice.latencyMillis();
      case ENERGY_MICROJOULES -> choice.energyMicrojoules();
    };
  }

  private static void requireCount(String name, String what, long count) {
    if (count < 0 || count > MAXIMUM_COUNT) {
      throw new IllegalArgumentException(
          "The %s (%d) of the layer %s must be in [0, %d]."
              .formatted(what, count, name, MAXIMUM_COUNT));
    }
  }
}
