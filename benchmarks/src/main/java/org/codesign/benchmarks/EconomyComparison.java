package org.codesign.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.codesign.pareto.Hypervolume;
import org.codesign.pareto.ReferencePoint;

/**
 * Blocks trained by successive halving with warm starts against blocks that are all trained to the
 * end: training images, and the hypervolume of the front of predicted loss and latency. Both are
 * whole searches up to their front, by {@code bin/codesign} in a process of their own. The
 * hypervolume is measured from the worst values of both fronts: of the values as shares of the
 * worst, and of their logarithms, scaled to [0, 1] over both fronts, which gives small losses their
 * weight. Allowed is a loss of 1 %.
 *
 * <p>The configuration is {@code conf/quickstart.yaml}, or that of the environment's {@code
 * ECONOMY_CONFIG} with the settings of {@code ECONOMY_SET} (key=value, separated by semicolons);
 * those of {@code ECONOMY_OURS} hold for the economical search alone, such as fewer epochs.
 */
final class EconomyComparison implements Comparison {

  private static final List<String> ECONOMY =
      List.of(
          "blocks.halving.rungs=3",
          "blocks.halving.factor=3",
          "blocks.halving.margin=0.1",
          "blocks.warm-start=true");

  private record Outcome(long trainingImages, List<double[]> front) {}

  @Override
  public String name() {
    return "economy";
  }

  @Override
  public String description() {
    return "blocks by successive halving with warm starts against all trained to the end";
  }

  @Override
  public List<Row> run(Consumer<String> progress) throws Exception {
    Path folder = Files.createTempDirectory("economy");
    Outcome whole = search(folder.resolve("whole"), List.of(), progress);
    List<String> economy = new ArrayList<>(ECONOMY);
    economy.addAll(settings("ECONOMY_OURS"));
    Outcome ours = search(folder.resolve("economy"), economy, progress);
    progress.accept("The runs are in " + folder);
    return List.of(
        row(
            "training-images",
            (double) ours.trainingImages(),
            (double) whole.trainingImages(),
            "images",
            3,
            6),
        volumes("hypervolume", ours, whole, value -> value),
        volumes("hypervolume-of-logarithms", ours, whole, Math::log));
  }

  /** The ratio is how many times fewer images, or how much more volume. */
  private static Row row(
      String label, double ours, double peer, String unit, double must, double goal) {
    double ratio = "images".equals(unit) ? peer / ours : ours / peer;
    return new Row(label, ours, peer, unit, ratio, ratio, ratio, must, goal);
  }

  private static Row volumes(String label, Outcome ours, Outcome whole, DoubleUnaryOperator scale) {
    double[] lowest = {Double.MAX_VALUE, Double.MAX_VALUE};
    double[] highest = {-Double.MAX_VALUE, -Double.MAX_VALUE};
    Stream.concat(ours.front().stream(), whole.front().stream())
        .forEach(
            point -> {
              for (int i = 0; i < point.length; i++) {
                lowest[i] = Math.min(lowest[i], scale.applyAsDouble(point[i]));
                highest[i] = Math.max(highest[i], scale.applyAsDouble(point[i]));
              }
            });
    double mine = volume(ours.front(), scale, lowest, highest);
    double peer = volume(whole.front(), scale, lowest, highest);
    return row(label, mine, peer, "share", 0.99, 1);
  }

  private static double volume(
      List<double[]> front, DoubleUnaryOperator scale, double[] lowest, double[] highest) {
    double[] values = new double[2 * front.size()];
    for (int i = 0; i < values.length; i++) {
      double value = scale.applyAsDouble(front.get(i / 2)[i % 2]);
      values[i] = (value - lowest[i % 2]) / (highest[i % 2] - lowest[i % 2]);
    }
    return Hypervolume.of(values, ReferencePoint.of(1, 1));
  }

  private static List<String> settings(String variable) {
    String text = System.getenv(variable);
    return text == null ? List.of() : Arrays.asList(text.split(";", -1));
  }

  private static Outcome search(Path run, List<String> settings, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("codesign.home"));
    String config = System.getenv("ECONOMY_CONFIG");
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("bin/codesign").toString(),
                "search",
                "--config",
                config == null ? home.resolve("conf/quickstart.yaml").toString() : config,
                "--run",
                run.toString(),
                "--until",
                "front"));
    List<String> all = new ArrayList<>(settings);
    all.add("front.objectives=[loss, latency]");
    all.addAll(settings("ECONOMY_SET"));
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    progress.accept(String.join(" ", command));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(run.resolveSibling("log").toFile()))
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("The search failed; see " + run.resolveSibling("log"));
    }
    return new Outcome(trainingImages(run.resolve("blocks")), front(run.resolve("front.csv")));
  }

  private static long trainingImages(Path blocks) throws IOException {
    ObjectMapper json = new ObjectMapper();
    long sum = 0;
    try (Stream<Path> items = Files.list(blocks)) {
      for (Path item : items.filter(path -> !path.toString().contains(".rung")).toList()) {
        Path record = item.resolve("block.json");
        if (Files.exists(record)) {
          JsonNode tree = json.readTree(record.toFile());
          sum += tree.path("trainingImages").asLong();
        }
      }
    }
    return sum;
  }

  private static List<double[]> front(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> names = Arrays.asList(lines.get(0).split(",", -1));
    int loss = names.indexOf("predicted_loss");
    int latency = names.indexOf("latency_millis");
    List<double[]> points = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      points.add(
          new double[] {Double.parseDouble(cells[loss]), Double.parseDouble(cells[latency])});
    }
    return points;
  }
}
