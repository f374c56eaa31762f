package org.codesign.hardware;

import java.util.Optional;

/** Counts of FPGA resources: look-up tables, flip-flops, DSP slices, 36-kilobit block memories. */
public record ResourceUse(long lut, long ff, long dsp, long bram36) {

  /** Nothing: what a device without such resources uses. */
  public static final ResourceUse NONE = new ResourceUse(0, 0, 0, 0);

  public ResourceUse {
    if (lut < 0 || ff < 0 || dsp < 0 || bram36 < 0) {
      throw new IllegalArgumentException(
          "The LUT (%d), FF (%d), DSP (%d) and BRAM36 (%d) counts must not be negative."
              .formatted(lut, ff, dsp, bram36));
    }
  }

  /** The sum of the two, resource by resource. */
  public ResourceUse plus(ResourceUse other) {
    return new ResourceUse(
        Math.addExact(lut, other.lut),
        Math.addExact(ff, other.ff),
        Math.addExact(dsp, other.dsp),
        Math.addExact(bram36, other.bram36));
  }

  /** The share of every count, rounded down. */
  public ResourceUse share(double fraction) {
    return new ResourceUse(
        (long) (lut * fraction),
        (long) (ff * fraction),
        (long) (dsp * fraction),
        (long) (bram36 * fraction));
  }

  /** Whether no count exceeds the limit's. */
  public boolean fitsIn(ResourceUse limit) {
    return firstExceeding(limit).isEmpty();
  }

  /** The first resource, in the order of {@link Resource}, that exceeds the limit's count. */
  public Optional<Resource> firstExceeding(ResourceUse limit) {
    for (Resource resource : Resource.values()) {
      if (resource.in(this) > resource.in(limit)) {
        return Optional.of(resource);
      }
    }
    return Optional.empty();
  }
}
