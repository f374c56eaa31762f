package org.codesign.report;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Loads a page in a headless Chromium, without a network, and returns what became of it. */
public final class HeadlessChromium {

  /** What a test prints where there is no browser. */
  public static final String MISSING =
      "Chromium not found on PATH: the report was not loaded in a browser";

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final int LIMIT_SECONDS = 120;

  private final Path program;

  private HeadlessChromium(Path program) {
    this.program = program;
  }

  /** The browser named by the environment variable CHROMIUM, or one on PATH, or none. */
  public static Optional<HeadlessChromium> find() {
    String named = System.getenv("CHROMIUM");
    if (named != null && !named.isBlank()) {
      return Optional.of(new HeadlessChromium(Path.of(named)));
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return NAMES.stream()
        .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(d -> Path.of(d, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(HeadlessChromium::new);
  }

  /**
   * The page's document after its scripts ran, as HTML.
   *
   * @param page the file to open
   * @param scratch an existing folder for the browser's profile and output
   */
  public String load(Path page, Path scratch) throws IOException, InterruptedException {
    Path dom = scratch.resolve("dom.html");
    Path log = scratch.resolve("chromium.log");
    Process process =
        new ProcessBuilder(command(page, Files.createTempDirectory(scratch, "profile")))
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException("Chromium did not end within " + LIMIT_SECONDS + " s; see " + log);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "Chromium ended with status " + process.exitValue() + ": " + Files.readString(log));
    }
    return Files.readString(dom, StandardCharsets.UTF_8);
  }

  /** An attribute {@code data-name} of the document's root element, if it is set. */
  public static Optional<String> rootData(String dom, String name) {
    Matcher root = Pattern.compile("<html[^>]*>").matcher(dom);
    if (!root.find()) {
      return Optional.empty();
    }
    Matcher attribute =
        Pattern.compile(" data-" + Pattern.quote(name) + "=\"([^\"]*)\"").matcher(root.group());
    return attribute.find() ? Optional.of(attribute.group(1)) : Optional.empty();
  }

  private List<String> command(Path page, Path profile) {
    return List.of(
        program.toString(),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile,
        "--virtual-time-budget=8000",
        "--dump-dom",
        page.toUri().toString());
  }
}
