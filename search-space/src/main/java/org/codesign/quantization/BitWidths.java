package org.codesign.quantization;

/** The bits of a layer's weights and of its input activations, each in [2, 8]. */
public record BitWidths(int weightBits, int activationBits) implements Comparable<BitWidths> {

  public static final int MINIMUM = 2;
  public static final int MAXIMUM = 8;

  /** Eight bits for weights and activations. */
  public static final BitWidths EIGHT = new BitWidths(8, 8);

  public BitWidths {
    requireBits("weight bits", weightBits);
    requireBits("activation bits", activationBits);
  }

  /** The short form, for example {@code w4a8}. */
  public String label() {
    return "w" + weightBits + "a" + activationBits;
  }

  @Override
  public int compareTo(BitWidths other) {
    int byWeights = Integer.compare(weightBits, other.weightBits);
    return byWeights != 0 ? byWeights : Integer.compare(activationBits, other.activationBits);
  }

  private static void requireBits(String name, int bits) {
    if (bits < MINIMUM || bits > MAXIMUM) {
      throw new IllegalArgumentException(
          "The %s (%d) must be in [%d, %d].".formatted(name, bits, MINIMUM, MAXIMUM));
    }
  }
}
