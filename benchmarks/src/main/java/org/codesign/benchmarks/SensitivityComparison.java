package org.codesign.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.codesign.graph.GraphEngine;
import org.codesign.graph.SampleLoss;
import org.codesign.sensitivity.HutchinsonTrace;
import org.codesign.sensitivity.HutchinsonTrace.Grouping;
import org.codesign.sensitivity.ImageShard;
import org.codesign.sensitivity.PowerIteration;
import org.codesign.sensitivity.TraceEstimate;
import org.codesign.sensitivity.WeightedLayer;

/**
 * Traces and top eigenvalues of the layers of a trained ResNet-20, batch normalisation folded, on
 * 512 images, against libtorch's exact double backward, one thread each.
 *
 * <p>libtorch's loop is what its users write: for each batch a gradient with a graph of its own,
 * made once, then one product a layer and probe. It would take a quarter of an hour for 50 probes;
 * it runs with {@value #PEER_PROBES} on all images, in the faster layout, and its time for 50 is
 * that, multiplied. At equal standard error each layer of the loop is given as many probes as bring
 * it to the error of ours; the loop's standard error is that of our probes layer by layer, which
 * have the same distribution.
 */
final class SensitivityComparison implements Comparison {

  private static final int IMAGES = 512;
  private static final int BATCH = 128;
  private static final int PROBES = 50;
  private static final int ALONE_PROBES = 16;
  private static final int PEER_PROBES = 5;
  private static final long SEED = 1;
  private static final double MUST = 5;
  private static final double STANDARD_ERRORS = 3;
  private static final double EIGENVALUE_ERROR = 0.02;
  private static final List<String> EIGENVALUES = List.of("layer3.1.conv2", "layer3.2.conv2", "fc");

  @Override
  public String name() {
    return "sensitivity";
  }

  @Override
  public String description() {
    return "traces of all layers of a ResNet-20: ours against a loop over libtorch's products";
  }

  @Override
  public List<Row> run(Consumer<String> progress) throws Exception {
    Optional<SharedResNet> found = SharedResNet.open(IMAGES, progress);
    if (found.isEmpty()) {
      return List.of();
    }
    SharedResNet network = found.orElseThrow();
    Path folder = Files.createTempDirectory("sensitivity");
    Path file = folder.resolve("network");
    try {
      network.write(file);
      try (GraphEngine engine = new GraphEngine(network.model(), new SampleLoss.CrossEntropy(10));
          HessianProcess plain = new HessianProcess(file, HessianProcess.Layout.NCHW);
          HessianProcess last = new HessianProcess(file, HessianProcess.Layout.CHANNELS_LAST)) {
        return new Run(network, engine, progress).rows(plain, last);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /** One comparison. */
  private static final class Run {

    private final SharedResNet network;
    private final GraphEngine engine;
    private final Consumer<String> progress;
    private final List<String> layers;

    Run(SharedResNet network, GraphEngine engine, Consumer<String> progress) {
      this.network = network;
      this.engine = engine;
      this.progress = progress;
      layers = engine.layers().stream().map(WeightedLayer::name).toList();
    }

    List<Row> rows(HessianProcess plain, HessianProcess last) throws IOException {
      // The first pass of each side, which makes its primitives, is not counted.
      var unused = traces(Grouping.LOGITS, 1);
      HessianProcess peer = oneProduct(plain) < oneProduct(last) ? plain : last;
      Traces logits = traces(Grouping.LOGITS, PROBES);
      Loop loop = loop(peer);
      Traces weights = traces(Grouping.ALL_LAYERS, PROBES);
      Traces alone = traces(Grouping.LAYER_BY_LAYER, ALONE_PROBES);
      double fifty = loop.total(layer -> PROBES);
      List<Row> rows = new ArrayList<>();
      rows.add(time("logits-50-probes", logits.seconds, fifty));
      rows.add(time("logits-at-equal-error", logits.seconds, loop.total(equal(logits, alone))));
      rows.add(time("weights-50-probes", weights.seconds, fifty));
      rows.add(time("weights-at-equal-error", weights.seconds, loop.total(equal(weights, alone))));
      List<TraceEstimate> theirs = withErrors(loop.estimates, alone.estimates);
      rows.add(deviation("logits-deviation", logits.estimates, theirs));
      rows.add(deviation("weights-deviation", weights.estimates, theirs));
      rows.add(deviation("layers-deviation", alone.estimates, theirs));
      rows.add(eigenvalues(peer));
      return rows;
    }

    private static double oneProduct(HessianProcess peer) throws IOException {
      peer.tell("batch 0 " + BATCH);
      peer.tell("signs all 1");
      peer.tell("once");
      return peer.ask("once");
    }

    /** Ours: estimates of all layers and the seconds they took. */
    private record Traces(List<TraceEstimate> estimates, double seconds) {}

    private Traces traces(Grouping grouping, int probes) {
      HutchinsonTrace hutchinson = new HutchinsonTrace(SEED, grouping);
      double[][] samples = new double[layers.size()][probes];
      long start = System.nanoTime();
      for (int first = 0; first < IMAGES; first += BATCH) {
        ImageShard shard = network.shard(first, BATCH);
        double[][] part = hutchinson.ofWeights(engine, shard, first, 0, probes);
        for (int layer = 0; layer < samples.length; layer++) {
          for (int probe = 0; probe < probes; probe++) {
            samples[layer][probe] += part[probe][layer] / IMAGES;
          }
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      List<TraceEstimate> estimates = Arrays.stream(samples).map(TraceEstimate::of).toList();
      progress.accept(
          "ours, %s: %d probes in %.1f s, standard errors %.1f %% of the traces on average"
              .formatted(
                  grouping,
                  probes,
                  seconds,
                  100
                      * estimates.stream()
                          .mapToDouble(it -> it.standardError() / Math.abs(it.trace()))
                          .average()
                          .orElseThrow()));
      return new Traces(estimates, seconds);
    }

    /**
     * libtorch's loop: estimates, the seconds of one product of each layer with all images, and
     * those of the graphs.
     */
    private record Loop(List<TraceEstimate> estimates, List<Double> products, double graphs) {

      /** Seconds for so many probes of each layer. */
      double total(IntToDoubleFunction probes) {
        return graphs
            + IntStream.range(0, products.size())
                .mapToDouble(layer -> products.get(layer) * probes.applyAsDouble(layer))
                .sum();
      }
    }

    private Loop loop(HessianProcess peer) throws IOException {
      double[][] samples = new double[layers.size()][PEER_PROBES];
      double[] seconds = new double[layers.size()];
      double graphs = 0;
      for (int first = 0; first < IMAGES; first += BATCH) {
        peer.tell("batch %d %d".formatted(first, BATCH));
        graphs += peer.ask("keep") / 1e3;
        for (int layer = 0; layer < samples.length; layer++) {
          for (int probe = 0; probe < PEER_PROBES; probe++) {
            peer.tell("signs %s %d".formatted(layers.get(layer), 1000 * probe + layer));
            seconds[layer] += peer.ask("product") / 1e3 / PEER_PROBES;
            samples[layer][probe] += peer.ask("quadratic " + layers.get(layer)) / IMAGES;
          }
        }
      }
      Loop loop =
          new Loop(
              Arrays.stream(samples).map(TraceEstimate::of).toList(),
              Arrays.stream(seconds).boxed().toList(),
              graphs);
      progress.accept(
          "libtorch: %d probes layer by layer in %.1f s; %d would take %.0f s"
              .formatted(
                  PEER_PROBES,
                  loop.total(layer -> PEER_PROBES),
                  PROBES,
                  loop.total(layer -> PROBES)));
      return loop;
    }

    /** The probes with which the loop has our standard errors. */
    private static IntToDoubleFunction equal(Traces ours, Traces loop) {
      return layer -> {
        double ratio =
            loop.estimates.get(layer).standardError() / ours.estimates.get(layer).standardError();
        return ALONE_PROBES * ratio * ratio;
      };
    }

    /** The loop's traces with the standard errors that more probes of its kind tell. */
    private static List<TraceEstimate> withErrors(
        List<TraceEstimate> loop, List<TraceEstimate> alone) {
      double factor = Math.sqrt((double) ALONE_PROBES / PEER_PROBES);
      return IntStream.range(0, loop.size())
          .mapToObj(
              layer ->
                  new TraceEstimate(
                      loop.get(layer).trace(),
                      factor * alone.get(layer).standardError(),
                      PEER_PROBES))
          .toList();
    }

    private static Row time(String label, double ours, double peer) {
      double ratio = peer / ours;
      return new Row(label, ours, peer, "s", ratio, ratio, ratio, MUST, MUST);
    }

    /** The largest difference of a layer in combined standard errors. */
    private Row deviation(String label, List<TraceEstimate> ours, List<TraceEstimate> theirs) {
      double worst = 0;
      for (int layer = 0; layer < layers.size(); layer++) {
        TraceEstimate a = ours.get(layer);
        TraceEstimate b = theirs.get(layer);
        double error = Math.hypot(a.standardError(), b.standardError());
        double deviation = Math.abs(a.trace() - b.trace()) / error;
        progress.accept(
            "%s %s: %.4g +- %.2g, libtorch %.4g +- %.2g, %.2f apart"
                .formatted(
                    label,
                    layers.get(layer),
                    a.trace(),
                    a.standardError(),
                    b.trace(),
                    b.standardError(),
                    deviation));
        worst = Math.max(worst, deviation);
      }
      double ratio = STANDARD_ERRORS / worst;
      return new Row(label, worst, STANDARD_ERRORS, "errors", ratio, ratio, ratio, 1, 1);
    }

    /** The largest relative difference of the top eigenvalues of some layers. */
    private Row eigenvalues(HessianProcess peer) throws IOException {
      List<ImageShard> shards =
          IntStream.range(0, IMAGES / BATCH)
              .mapToObj(shard -> network.shard(shard * BATCH, BATCH))
              .toList();
      PowerIteration iteration =
          new PowerIteration(new PowerIteration.Settings(1, 1e-3, 200), SEED);
      double worst = 0;
      for (String layer : EIGENVALUES) {
        double ours = iteration.of(engine, layers.indexOf(layer), shards).get(0).value();
        double theirs = peer.ask("eigenvalue %s 7 %d".formatted(layer, BATCH));
        worst = Math.max(worst, Math.abs(ours / theirs - 1));
        progress.accept("top eigenvalue of %s: %.4g, libtorch %.4g".formatted(layer, ours, theirs));
      }
      double ratio = EIGENVALUE_ERROR / worst;
      return new Row("eigenvalue-error", worst, EIGENVALUE_ERROR, "", ratio, ratio, ratio, 1, 1);
    }
  }
}
