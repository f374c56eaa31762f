package org.codesign.allocation;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One way to quantize a layer.
 *
 * @param weightBits in [1, 32]
 * @param activationBits of what the layer reads, in [1, 32]
 * @param sensitivity the predicted rise of the loss, Omega; at least 0
 * @param latencyMillis at least 0, if known
 * @param energyMicrojoules at least 0, if known
 */
public record BitChoice(
    int weightBits,
    int activationBits,
    double sensitivity,
    OptionalDouble latencyMillis,
    OptionalDouble energyMicrojoules) {

  /** The most bits of a choice, those of FP32. */
  public static final int MAXIMUM_BITS = 32;

  public BitChoice {
    requireBits("weight bits", weightBits);
    requireBits("activation bits", activationBits);
    requireAmount("sensitivity", sensitivity);
    Objects.requireNonNull(latencyMillis, "latencyMillis");
    Objects.requireNonNull(energyMicrojoules, "energyMicrojoules");
    latencyMillis.ifPresent(value -> requireAmount("latency", value));
    energyMicrojoules.ifPresent(value -> requireAmount("energy", value));
  }

  /** Whether both have the same bits. */
  public boolean hasBitsOf(BitChoice other) {
    return weightBits == other.weightBits && activationBits == other.activationBits;
  }

  private static void requireBits(String name, int bits) {
    if (bits < 1 || bits > MAXIMUM_BITS) {
      throw new IllegalArgumentException(
          "The %s (%d) must be in [1, %d].".formatted(name, bits, MAXIMUM_BITS));
    }
  }

  private static void requireAmount(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "The %s (%s) must be finite and not negative.".formatted(name, value));
    }
  }
}
