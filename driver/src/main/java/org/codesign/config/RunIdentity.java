package org.codesign.config;

import java.util.Objects;

/**
 * What tells one run from another.
 *
 * @param name the name of the run
 * @param seed what all random numbers derive from
 * @param source the configuration file, as the user named it
 * @param canonicalJson the effective configuration, see {@link RunConfig#canonicalJson}
 */
public record RunIdentity(String name, long seed, String source, String canonicalJson) {

  public RunIdentity {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(canonicalJson, "canonicalJson");
  }
}
