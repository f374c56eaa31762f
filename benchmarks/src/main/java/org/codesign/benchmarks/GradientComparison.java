package org.codesign.benchmarks;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Outputs and gradients of random shapes, ours against libtorch's: the largest difference of an
 * array relative to its largest value.
 */
final class GradientComparison {

  private static final int CASES = 60;
  private static final double LIMIT = 1e-4;

  private GradientComparison() {}

  static Comparison.Row run(EngineProcess ours, EngineProcess peer, Consumer<String> progress)
      throws IOException {
    Path folder = Files.createTempDirectory("gradients");
    Path mine = folder.resolve("ours");
    Path theirs = folder.resolve("libtorch");
    double worst = 0;
    for (long seed = 0; seed < CASES; seed++) {
      GradientCase shape = GradientCase.draw(seed);
      double unused = ours.ask("gradients " + shape.line() + " " + mine);
      unused += peer.ask("gradients " + shape.line() + " " + theirs);
      double error = difference(mine, theirs);
      if (error > LIMIT) {
        progress.accept("%s: relative error %.1e".formatted(shape, error));
      }
      worst = Math.max(worst, error);
    }
    Files.delete(mine);
    Files.delete(theirs);
    Files.delete(folder);
    progress.accept(
        "outputs and gradients of %d random shapes: relative error at most %.1e"
            .formatted(CASES, worst));
    double ratio = LIMIT / worst;
    return new Comparison.Row("gradient-error", worst, LIMIT, "", ratio, ratio, ratio, 1, 1);
  }

  private static double difference(Path mine, Path theirs) throws IOException {
    double worst = 0;
    try (DataInputStream a = open(mine);
        DataInputStream b = open(theirs)) {
      while (a.available() > 0) {
        worst = Math.max(worst, difference(a, b));
      }
      if (b.available() > 0) {
        throw new IOException("libtorch wrote more arrays.");
      }
    }
    return worst;
  }

  private static double difference(DataInputStream a, DataInputStream b) throws IOException {
    int count = a.readInt();
    int other = b.readInt();
    if (count != other) {
      throw new IOException("An array has %d values and not %d.".formatted(count, other));
    }
    double scale = Double.MIN_NORMAL;
    double largest = 0;
    for (int i = 0; i < count; i++) {
      float one = a.readFloat();
      float two = b.readFloat();
      scale = Math.max(scale, Math.abs(two));
      double distance = Math.abs((double) one - two);
      largest = Double.isNaN(distance) ? Double.POSITIVE_INFINITY : Math.max(largest, distance);
    }
    return largest / scale;
  }

  private static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
  }
}
