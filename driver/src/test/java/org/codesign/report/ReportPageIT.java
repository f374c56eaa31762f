package org.codesign.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class ReportPageIT {

  /** Kept only until the next run cleans it: Chromium may still be writing its profile. */
  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  @Test
  void chartHoldsEveryDesignOfTheFront() throws Exception {
    String dom = load(SyntheticReport.of(500, 7));
    assertThat(HeadlessChromium.rootData(dom, "error")).isEmpty();
    assertThat(HeadlessChromium.rootData(dom, "ready")).contains("true");
    assertThat(HeadlessChromium.rootData(dom, "front-points")).contains("500");
    assertThat(dom).contains("the most accurate of 8 measured designs");
  }

  @Test
  void runWithoutFinalistsIsShown() throws Exception {
    String dom = load(ReportModels.withoutResults(SyntheticReport.of(60, 3)));
    assertThat(HeadlessChromium.rootData(dom, "error")).isEmpty();
    assertThat(HeadlessChromium.rootData(dom, "ready")).contains("true");
    assertThat(HeadlessChromium.rootData(dom, "front-points")).contains("60");
    assertThat(dom).contains("None has been measured yet.");
  }

  @Test
  void namesAreTextAndNeverMarkup() throws Exception {
    String evil = "</script><img src=x onerror=\"document.documentElement.dataset.owned=1\"><b>";
    String dom = load(ReportModels.withNames(SyntheticReport.of(20, 5), evil));
    assertThat(HeadlessChromium.rootData(dom, "error")).isEmpty();
    assertThat(HeadlessChromium.rootData(dom, "ready")).contains("true");
    assertThat(HeadlessChromium.rootData(dom, "owned")).isEmpty();
    assertThat(HeadlessChromium.rootData(dom, "front-points")).contains("20");
  }

  private String load(ReportModel model) throws IOException, InterruptedException {
    Optional<HeadlessChromium> chromium = HeadlessChromium.find();
    assumeTrue(chromium.isPresent(), HeadlessChromium.MISSING);
    Path page = folder.resolve("report.html");
    try (Writer writer = Files.newBufferedWriter(page)) {
      ReportPage.write(model, writer);
    }
    return chromium.get().load(page, folder);
  }
}
