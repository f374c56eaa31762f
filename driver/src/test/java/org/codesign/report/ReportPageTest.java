package org.codesign.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ReportPageTest {

  private static final String OPEN = "<script type=\"application/json\" id=\"report-data\">";

  @Test
  void nameThatClosesTheScriptStaysInTheData() throws IOException {
    ReportModel model = ReportModels.withNames(SyntheticReport.of(3, 1), "</script><b>");
    String page = ReportPage.render(model);
    assertThat(ownPart(page)).doesNotContain("<b>");
    assertThat(ReportJson.mapper().readValue(dataOf(page), ReportModel.class)).isEqualTo(model);
  }

  @Test
  void dataOfThePageReadsBackAsTheModel() throws IOException {
    ReportModel model = SyntheticReport.of(40, 2);
    String data = dataOf(ReportPage.render(model));
    assertThat(data).doesNotContain("<");
    assertThat(ReportJson.mapper().readValue(data, ReportModel.class)).isEqualTo(model);
  }

  @Test
  void namesThatLookLikePlacesAreNotFilled() throws IOException {
    ReportModel model = ReportModels.withNames(SyntheticReport.of(3, 1), "{{echarts}} $1 \\n");
    String page = ReportPage.render(model);
    assertThat(ReportJson.mapper().readValue(dataOf(page), ReportModel.class)).isEqualTo(model);
  }

  @Test
  void pageHasAsManyScriptsAsItsTemplate() {
    String page = ReportPage.render(SyntheticReport.of(3, 1));
    assertThat(page.split("<script", -1)).hasSize(4);
    assertThat(page.split("</script>", -1)).hasSize(4);
    assertThat(ownPart(page)).doesNotContain("{{");
  }

  @Test
  void pageKeepsTheLicenceOfEcharts() {
    String page = ReportPage.render(SyntheticReport.of(3, 1));
    assertThat(page.contains("Licensed to the Apache Software Foundation")).isTrue();
  }

  @Test
  void pageAsksForNothingFromANetwork() {
    String page = ReportPage.render(SyntheticReport.of(3, 1));
    assertThat(ownPart(page))
        .contains("default-src 'none'")
        .doesNotContain("src=")
        .doesNotContain("<link")
        .doesNotContain("@import")
        .doesNotContain("http:")
        .doesNotContain("https:");
  }

  @Test
  void writerGetsTheSamePage() throws IOException {
    ReportModel model = SyntheticReport.of(3, 1);
    StringWriter writer = new StringWriter();
    ReportPage.write(model, writer);
    assertThat(writer.toString().equals(ReportPage.render(model))).isTrue();
  }

  /** The page without ECharts, which is long. */
  private static String ownPart(String page) {
    String[] parts = page.split("<script>", -1);
    return parts[0] + parts[2];
  }

  private static String dataOf(String page) {
    int from = page.indexOf(OPEN) + OPEN.length();
    return page.substring(from, page.indexOf("</script>", from));
  }
}
