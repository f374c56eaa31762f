package org.codesign.search;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Writes the report of a finished run from its tables. */
public final class ReportRun {

  private ReportRun() {}

  /** Writes {@code report.html} and returns its path. */
  public static Path write(Path run, Configuration hadoop) {
    throw new UnsupportedOperationException();
  }
}
