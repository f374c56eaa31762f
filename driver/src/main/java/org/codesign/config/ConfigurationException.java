package org.codesign.config;

import java.util.List;

/** The user's configuration cannot be used. The message has one line for each problem. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  public ConfigurationException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line for each problem, in the order of the file. */
  public List<String> problems() {
    return problems;
  }
}
