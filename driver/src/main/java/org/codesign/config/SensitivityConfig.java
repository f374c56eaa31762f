package org.codesign.config;

/** How sensitivities are estimated: images, and random probes of the Hessian a layer. */
public record SensitivityConfig(int images, int probes) {

  public SensitivityConfig {
    Minimum.requireNotBelow("images of the sensitivity", images, 1);
    Minimum.requireNotBelow("probes of the sensitivity", probes, 2);
  }
}
