package org.codesign.cli;

/** What a process says to its caller. */
enum ExitStatus {
  DONE(0),
  INTERNAL_ERROR(1),
  USAGE_OR_CONFIGURATION(2),
  NO_FEASIBLE_DESIGN(3),
  TIME_BUDGET_SPENT(4);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
