package org.codesign.allocation;

import java.util.Arrays;
import java.util.Optional;

/** What a limit is about, as users write it, with the unit in the name. */
public enum LimitKey {
  /** Parameters * weight bits / 8, in units of 10^6 bytes. */
  SIZE_MEGABYTES("size-megabytes", "sizeMegabytes", 8e6),
  /** Multiply-accumulates * weight bits * activation bits, in units of 10^9. */
  BOPS_GIGA("bops-giga", "bopsGiga", 1e9),
  /** The sum of the choices' latencies. */
  LATENCY_MILLIS("latency-millis", "latencyMillis", 1),
  /** The sum of the choices' energies. */
  ENERGY_MICROJOULES("energy-microjoules", "energyMicrojoules", 1);

  private final String label;
  private final String field;
  private final double countsPerUnit;

  LimitKey(String label, String field, double countsPerUnit) {
    this.label = label;
    this.field = field;
    this.countsPerUnit = countsPerUnit;
  }

  /** As on the command line. */
  public String label() {
    return label;
  }

  /** As in JSON. */
  public String field() {
    return field;
  }

  /** How many of what {@link Layer#count} counts make a unit: 8e6 bits, 1e9 bit operations. */
  public double countsPerUnit() {
    return countsPerUnit;
  }

  /** The key of a label. */
  public static Optional<LimitKey> parse(String label) {
    return Arrays.stream(values()).filter(key -> key.label.equals(label)).findFirst();
  }
}
