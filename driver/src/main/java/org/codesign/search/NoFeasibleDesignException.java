package org.codesign.search;

/** No design meets the limits; the message names the tightest one. */
public final class NoFeasibleDesignException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NoFeasibleDesignException(String message) {
    super(message);
  }
}
