package org.codesign.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One HTML page that holds all it needs: the data, the style, the scripts, and ECharts. It opens
 * from a file without a network.
 */
public final class ReportPage {

  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";
  private static final List<String> SCRIPTS =
      List.of(
          "format.js",
          "charts.js",
          "designs.js",
          "front.js",
          "finalists.js",
          "agreement.js",
          "blocks.js",
          "sensitivity.js",
          "report.js");

  private ReportPage() {}

  /** The page of this model. */
  public static String render(ReportModel model) {
    return render("report.html", ReportJson.write(model), SCRIPTS);
  }

  /**
   * A page of any kind.
   *
   * @param template with places for the style, the data, ECharts and the scripts
   * @param json that may stand inside a script element
   */
  static String render(String template, String json, List<String> scripts) {
    return new Template(resource(template))
        .fill(
            Map.of(
                "style", resource("report.css"),
                "data", json,
                "echarts", script(resource(ECHARTS)),
                "scripts",
                    scripts.stream()
                        .map(name -> script(resource(name)))
                        .collect(Collectors.joining("\n"))));
  }

  /** Writes the page, to be stored as UTF-8; the writer stays open. */
  public static void write(ReportModel model, Writer writer) throws IOException {
    writer.write(render(model));
  }

  /** Code that cannot end the element it stands in; in a string, {@code <\/} is {@code </}. */
  private static String script(String code) {
    return code.replace("</script", "<\\/script");
  }

  private static String resource(String name) {
    try (InputStream stream = ReportPage.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(
            "The class path lacks " + name + ", which the report needs.");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
