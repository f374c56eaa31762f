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
 * then one product a layer and probe. It takes more than an hour for 50 probes, so it is timed on
 * one batch with one product a layer, and its time for all batches and probes is that, multiplied;
 * the graph is made once a batch. Standard errors of its loop are those of our layer by layer
 * probes, which have the same distribution; at equal standard error each layer of the loop needs
 * only as many probes as give it the error of ours.
 */
final class SensitivityComparison implements Comparison {

  private static final int IMAGES = 512;
  private static final int BATCH = 128;
  private static final int PROBES = 50;
  private static final int PEER_PROBES = 12;
  private static final long SEED = 1;
  private static final double MUST = 5;
  private static final double STANDARD_ERRORS = 3;
  private static final double EIGENVALUE_ERROR = 0.02;
  private static final List<String> EIGENVALUES =
      List.of("layer2.1.conv1", "layer3.1.conv2", "layer3.2.conv2", "fc");

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
      var unused = traces(Grouping.ALL_LAYERS, 1);
      Traces logits = traces(Grouping.LOGITS, PROBES);
      double[] loop = loop(plain, last);
      Traces weights = traces(Grouping.ALL_LAYERS, PROBES);
      Traces alone = traces(Grouping.LAYER_BY_LAYER, PROBES);
      List<Row> rows = new ArrayList<>();
      double peer = total(loop, layer -> (double) PROBES);
      rows.add(time("trace-50-probes", weights.seconds, peer));
      rows.add(time("trace-at-equal-error", weights.seconds, total(loop, equal(weights, alone))));
      rows.add(time("logits-50-probes", logits.seconds, peer));
      rows.add(time("logits-at-equal-error", logits.seconds, total(loop, equal(logits, alone))));
      rows.add(time("layer-by-layer-50-probes", alone.seconds, peer));
      List<TraceEstimate> theirs = peerTraces(plain);
      rows.add(deviation("trace-deviation", weights.estimates, theirs));
      rows.add(deviation("logits-trace-deviation", logits.estimates, theirs));
      rows.add(deviation("layer-by-layer-deviation", alone.estimates, theirs));
      rows.add(eigenvalues(plain));
      return rows;
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
     * Seconds of libtorch in the faster layout: for each layer a product with one batch, and at the
     * end the gradient that a batch needs once.
     */
    private double[] loop(HessianProcess plain, HessianProcess last) throws IOException {
      double[] best = null;
      for (HessianProcess peer : List.of(plain, last)) {
        double[] seconds = new double[layers.size() + 1];
        peer.tell("batch 0 " + BATCH);
        peer.tell("signs fc 1");
        peer.tell("once");
        seconds[layers.size()] = peer.ask("keep") / 1e3;
        for (int layer = 0; layer < layers.size(); layer++) {
          peer.tell("signs %s %d".formatted(layers.get(layer), layer));
          seconds[layer] = Math.min(peer.ask("product"), peer.ask("product")) / 1e3;
        }
        progress.accept(
            "libtorch, %s: one product of each layer with %d images in %.2f s, its graph in %.2f s"
                .formatted(
                    peer == plain ? "NCHW" : "channels-last",
                    BATCH,
                    sum(seconds) - seconds[layers.size()],
                    seconds[layers.size()]));
        best = best == null || sum(seconds) < sum(best) ? seconds : best;
        peer.tell("batch 0 " + BATCH);
      }
      return best;
    }

    private static double sum(double[] values) {
      return Arrays.stream(values).sum();
    }

    /** The loop's seconds for so many probes of each layer. */
    private double total(double[] loop, IntToDoubleFunction probes) {
      double products =
          IntStream.range(0, layers.size())
              .mapToDouble(layer -> loop[layer] * probes.applyAsDouble(layer))
              .sum();
      return (products + loop[layers.size()]) * (IMAGES / BATCH);
    }

    /** The probes with which the loop has our standard errors. */
    private static IntToDoubleFunction equal(Traces ours, Traces loop) {
      return layer -> {
        double ratio =
            loop.estimates.get(layer).standardError() / ours.estimates.get(layer).standardError();
        return PROBES * ratio * ratio;
      };
    }

    private static Row time(String label, double ours, double peer) {
      double ratio = peer / ours;
      return new Row(label, ours, peer, "s", ratio, ratio, ratio, MUST, MUST);
    }

    /** libtorch's traces, with directions of its own for all layers at once. */
    private List<TraceEstimate> peerTraces(HessianProcess peer) throws IOException {
      double[][] samples = new double[layers.size()][PEER_PROBES];
      for (int first = 0; first < IMAGES; first += BATCH) {
        peer.tell("batch %d %d".formatted(first, BATCH));
        peer.tell("keep");
        for (int probe = 0; probe < PEER_PROBES; probe++) {
          peer.tell("signs all " + (1000 + probe));
          peer.tell("product");
          for (int layer = 0; layer < samples.length; layer++) {
            samples[layer][probe] += peer.ask("quadratic " + layers.get(layer)) / IMAGES;
          }
        }
      }
      return Arrays.stream(samples).map(TraceEstimate::of).toList();
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
