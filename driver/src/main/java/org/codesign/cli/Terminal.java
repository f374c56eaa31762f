package org.codesign.cli;

import java.util.Properties;

/** Whether messages go to somebody's terminal or to a file or log collector. */
enum Terminal {
  INTERACTIVE,
  NONE;

  /** What a terminal needs to overwrite the progress bar: to the line's start, clear the line. */
  static final String CLEAR_LINE = "\r\u001b[K";

  private static final String PROPERTY = "codesign.terminal";
  private static final String LOG_PREFIX = "codesign.log.prefix";

  /** What the launcher found of standard error. */
  static Terminal of(Properties properties) {
    return Boolean.parseBoolean(properties.getProperty(PROPERTY)) ? INTERACTIVE : NONE;
  }

  /** Lets log lines overwrite the progress bar. To be called before the first of them. */
  void prepareLogging() {
    if (this == INTERACTIVE) {
      System.setProperty(LOG_PREFIX, CLEAR_LINE);
    }
  }
}
