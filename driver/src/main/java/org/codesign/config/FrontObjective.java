package org.codesign.config;

import java.util.Arrays;
import java.util.List;

/** What a front may be over; all are minimised. */
public enum FrontObjective {
  LOSS("loss"),
  LATENCY("latency"),
  ENERGY("energy"),
  SIZE("size");

  private final String key;

  FrontObjective(String key) {
    this.key = key;
  }

  /** The name in configurations. */
  public String key() {
    return key;
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(FrontObjective::key).toList();
  }

  static FrontObjective of(String key) {
    return values()[keys().indexOf(key)];
  }
}
