package org.codesign.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.codesign.graph.GraphEngine;
import org.codesign.graph.SampleLoss;
import org.codesign.sensitivity.ImageShard;

/**
 * Products with the Hessian of a trained ResNet-20, batch normalisation folded, against libtorch's
 * exact double backward, one thread each, in turns. A user of libtorch makes the gradient once with
 * a graph of its own and takes as many products from it as he needs, or makes it anew for every
 * product; both are measured, in NCHW and channels-last, against ours with and without the passes
 * of the batch.
 */
final class HessianComparison implements Comparison {

  private static final int BATCH = 128;
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 2;
  private static final long SEED = 1;
  private static final double MUST = 1.5;
  private static final double GOAL = 3;
  private static final double GRADIENTS = 2.2;
  private static final double RELATIVE_ERROR = 1e-3;

  @Override
  public String name() {
    return "hessian";
  }

  @Override
  public String description() {
    return "products with the Hessian of a ResNet-20: ours against libtorch's double backward";
  }

  @Override
  public List<Row> run(Consumer<String> progress) throws Exception {
    Optional<SharedResNet> found = SharedResNet.open(BATCH, progress);
    if (found.isEmpty()) {
      return List.of();
    }
    SharedResNet network = found.orElseThrow();
    Path folder = Files.createTempDirectory("hessian");
    Path file = folder.resolve("network");
    try {
      network.write(file);
      try (Ours ours = new Ours(network);
          HessianProcess plain = new HessianProcess(file, HessianProcess.Layout.NCHW);
          HessianProcess last = new HessianProcess(file, HessianProcess.Layout.CHANNELS_LAST)) {
        return compare(ours, List.of(plain, last), progress);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static List<Row> compare(Ours ours, List<HessianProcess> peers, Consumer<String> progress)
      throws IOException {
    for (HessianProcess peer : peers) {
      peer.tell("batch 0 " + BATCH);
    }
    List<Row> rows = new ArrayList<>();
    rows.add(error("hessian-relative-error", ours, layer -> true, peers.get(0)));
    rows.add(
        error("hessian-relative-error-of-a-third", ours, layer -> layer % 3 == 1, peers.get(0)));
    float[][] all = ours.signs(layer -> true);
    for (HessianProcess peer : peers) {
      peer.direct(all);
    }
    Times times = new Times();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      times.measure(round, ours, all, peers);
    }
    progress.accept(times.toString());
    rows.add(row("hessian-product", times.product, times.kept(), MUST, GOAL));
    rows.add(row("gradient-and-hessian-product", times.together, times.once(), MUST, GOAL));
    rows.add(row("hessian-gradient", times.gradient, times.peerGradient(), 0.8, 1.2));
    double[] allowed = Arrays.stream(times.gradient).map(it -> GRADIENTS * it).toArray();
    rows.add(row("hessian-product-against-2.2-gradients", times.product, allowed, 1, 1.1));
    rows.add(row("gauss-newton-against-gradient", times.logits, times.gradient, 1, 1));
    return rows;
  }

  private static Row row(String label, double[] ours, double[] peer, double must, double goal) {
    Row row = Row.ofTimes(label, ours, peer, "ms", must);
    return new Row(
        label, row.ours(), row.peer(), "ms", row.ratio(), row.lowest(), row.highest(), must, goal);
  }

  /** How far our product for some layers is from libtorch's, relative to its length. */
  private static Row error(String label, Ours ours, IntPredicate chosen, HessianProcess peer)
      throws IOException {
    float[][] direction = ours.signs(chosen);
    float[][] product = ours.product(direction);
    float[][] padded = ours.padded(direction);
    peer.direct(padded);
    peer.tell("keep");
    peer.tell("product");
    float[] theirs = peer.product();
    double difference = 0;
    double length = 0;
    int at = 0;
    for (int layer = 0; layer < padded.length; layer++) {
      for (int i = 0; product[layer] != null && i < product[layer].length; i++) {
        difference += Math.pow((double) product[layer][i] - theirs[at + i], 2);
        length += Math.pow(theirs[at + i], 2);
      }
      at += padded[layer].length;
    }
    double error = Math.sqrt(difference / length);
    double ratio = RELATIVE_ERROR / error;
    return new Row(label, error, RELATIVE_ERROR, "", ratio, ratio, ratio, 1, 1);
  }

  /** Our engine on one batch. */
  private static final class Ours implements AutoCloseable {

    private final GraphEngine engine;
    private final ImageShard shard;

    Ours(SharedResNet network) {
      engine = new GraphEngine(network.model(), new SampleLoss.CrossEntropy(10));
      shard = network.shard(0, BATCH);
      double unused = shard.run(engine);
    }

    private int parameters(int layer) {
      return Math.toIntExact(engine.layers().get(layer).parameters());
    }

    /** Random signs for the chosen layers, null for the others. */
    float[][] signs(IntPredicate chosen) {
      SplittableRandom random = new SplittableRandom(SEED);
      float[][] signs = new float[engine.layers().size()][];
      for (int layer = 0; layer < signs.length; layer++) {
        if (chosen.test(layer)) {
          signs[layer] = new float[parameters(layer)];
          for (int i = 0; i < signs[layer].length; i++) {
            signs[layer][i] = random.nextBoolean() ? 1 : -1;
          }
        }
      }
      return signs;
    }

    float[][] padded(float[][] direction) {
      float[][] padded = direction.clone();
      for (int layer = 0; layer < padded.length; layer++) {
        padded[layer] = direction[layer] == null ? new float[parameters(layer)] : direction[layer];
      }
      return padded;
    }

    float[][] product(float[][] direction) {
      float[][] product = new float[direction.length][];
      for (int layer = 0; layer < product.length; layer++) {
        product[layer] = direction[layer] == null ? null : new float[parameters(layer)];
      }
      engine.addHessianProduct(direction, product);
      return product;
    }

    void gradient() {
      double unused = shard.run(engine);
      for (int layer = 0; layer < engine.layers().size(); layer++) {
        engine.addGradient(layer, new float[parameters(layer)]);
      }
    }

    void logitGradient() {
      float[] signs = new float[BATCH * 10];
      Arrays.fill(signs, 1);
      engine.addLogitGradient(signs, padded(new float[engine.layers().size()][]));
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  /** Milliseconds by round; those of libtorch by layout. */
  private static final class Times {

    private final double[] gradient = new double[ROUNDS];
    private final double[] product = new double[ROUNDS];
    private final double[] together = new double[ROUNDS];
    private final double[] logits = new double[ROUNDS];
    private final double[][] peerGradients = new double[2][ROUNDS];
    private final double[][] peerProducts = new double[2][ROUNDS];
    private final double[][] peerOnces = new double[2][ROUNDS];

    void measure(int round, Ours ours, float[][] direction, List<HessianProcess> peers)
        throws IOException {
      int at = Math.max(round, 0);
      gradient[at] = millis(ours::gradient);
      for (int i = 0; i < peers.size(); i++) {
        peerGradients[i][at] = peers.get(i).ask("gradient");
      }
      product[at] = millis(() -> ours.product(direction));
      for (int i = 0; i < peers.size(); i++) {
        peers.get(i).tell("keep");
        peerProducts[i][at] = peers.get(i).ask("product");
      }
      together[at] =
          millis(
              () -> {
                double unused = ours.shard.run(ours.engine);
                ours.product(direction);
              });
      for (int i = 0; i < peers.size(); i++) {
        peerOnces[i][at] = peers.get(i).ask("once");
      }
      logits[at] = millis(ours::logitGradient);
    }

    private static double millis(Runnable work) {
      long start = System.nanoTime();
      work.run();
      return (System.nanoTime() - start) / 1e6;
    }

    double[] peerGradient() {
      return faster(peerGradients);
    }

    double[] kept() {
      return faster(peerProducts);
    }

    double[] once() {
      return faster(peerOnces);
    }

    private static double[] faster(double[][] layouts) {
      return median(layouts[0]) < median(layouts[1]) ? layouts[0] : layouts[1];
    }

    private static double median(double[] values) {
      return Arrays.stream(values).sorted().skip(values.length / 2).findFirst().orElseThrow();
    }

    @Override
    public String toString() {
      return ("ours: gradient %.0f ms, product %.0f ms, Gauss-Newton probe %.0f ms; libtorch, NCHW"
              + " and channels-last: gradient %.0f and %.0f ms, product %.0f and %.0f ms, gradient"
              + " and product %.0f and %.0f ms")
          .formatted(
              median(gradient),
              median(product),
              median(logits),
              median(peerGradients[0]),
              median(peerGradients[1]),
              median(peerProducts[0]),
              median(peerProducts[1]),
              median(peerOnces[0]),
              median(peerOnces[1]));
    }
  }
}
