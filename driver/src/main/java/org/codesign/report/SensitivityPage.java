package org.codesign.report;

import java.util.List;

/** The report of {@code codesign sensitivity}: one HTML page that opens offline. */
public final class SensitivityPage {

  private static final List<String> SCRIPTS =
      List.of("format.js", "charts.js", "layers.js", "network-sensitivity.js");

  private SensitivityPage() {}

  /** The page of what {@code sensitivity.json} says. */
  public static String render(String sensitivityJson) {
    return ReportPage.render(
        "network-sensitivity.html", sensitivityJson.replace("<", "\\u003c"), SCRIPTS);
  }
}
