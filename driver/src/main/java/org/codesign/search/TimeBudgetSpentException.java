package org.codesign.search;

/** The time budget was spent before there was anything to make a front of. */
public final class TimeBudgetSpentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TimeBudgetSpentException(String message) {
    super(message);
  }
}
