package org.codesign.task;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.codesign.sensitivity.CurvatureModel;
import org.codesign.sensitivity.Eigenvalue;
import org.codesign.sensitivity.HutchinsonTrace;
import org.codesign.sensitivity.ImageShard;
import org.codesign.sensitivity.InputQuantizer;
import org.codesign.sensitivity.LayerSensitivity;
import org.codesign.sensitivity.PowerIteration;
import org.codesign.sensitivity.QuantizedLayers;
import org.codesign.sensitivity.QuantizedLayers.Sums;

/** A piece of work on an imported network: one Spark task. Sent to executors. */
public sealed interface NetworkItem extends Serializable {

  /** The stable name. */
  String id();

  /** Grows with the time it takes. */
  long weight();

  /** Computes it; the rows depend on the item, the network, the images and the seed alone. */
  List<List<Double>> compute(NetworkPlace place) throws IOException;

  /**
   * Probes in a row of the weights of all layers, or, sample by sample, of what each layer reads,
   * on one shard of the images. Rows: for each probe the sum over the images of z^T H z of every
   * layer.
   */
  record Probes(LayerSensitivity.Tensor of, int shard, int first, int count)
      implements NetworkItem {

    @Override
    public String id() {
      return "%s-%05d-%05d-shard-%05d"
          .formatted(of.name().toLowerCase(Locale.ROOT), first, count, shard);
    }

    @Override
    public long weight() {
      return count;
    }

    @Override
    public List<List<Double>> compute(NetworkPlace place) throws IOException {
      NetworkSettings settings = place.settings();
      HutchinsonTrace trace = new HutchinsonTrace(settings.seed(), settings.grouping());
      CurvatureModel model = place.network().curvature();
      ImageShard images = place.shard(ImageOrigin.DATA, shard);
      long before = (long) shard * settings.batch();
      return ItemFigures.rows(
          of == LayerSensitivity.Tensor.WEIGHTS
              ? trace.ofWeights(model, images, before, first, count)
              : trace.ofActivations(model, images, before, first, count));
    }
  }

  /**
   * So many of the largest eigenvalues of one layer on one of so many interleaved subsets of the
   * images. Rows: value, residual, iterations.
   */
  record Eigenvalues(int count, int layer, int subset, int subsets) implements NetworkItem {

    @Override
    public String id() {
      return "eigenvalues-%03d-layer-%05d-subset-%03d-of-%03d"
          .formatted(count, layer, subset, subsets);
    }

    @Override
    public long weight() {
      return 1_000_000 / subsets;
    }

    @Override
    public List<List<Double>> compute(NetworkPlace place) throws IOException {
      List<List<Double>> rows = new ArrayList<>();
      List<ImageShard> shards = place.subset(subset, subsets);
      NetworkSettings settings = place.settings();
      for (Eigenvalue eigenvalue :
          new PowerIteration(settings.eigenvalues().withEigenvalues(count), settings.seed())
              .of(place.network().curvature(), layer, shards)) {
        rows.add(
            ItemFigures.row(eigenvalue.value(), eigenvalue.residual(), eigenvalue.iterations()));
      }
      return rows;
    }
  }

  /**
   * The ranges of what each layer reads, fitted to the first shard. Rows: for each layer and each
   * bit-width in order lowest, highest, and the squared error an image that quantizing makes there.
   */
  record InputRanges(ImageOrigin origin) implements NetworkItem {

    @Override
    public String id() {
      return "ranges-" + origin.label();
    }

    @Override
    public long weight() {
      return 1;
    }

    @Override
    public List<List<Double>> compute(NetworkPlace place) throws IOException {
      ImageShard shard = place.shard(origin, 0);
      shard.run(place.network().curvature());
      List<List<Double>> rows = new ArrayList<>();
      for (int layer = 0; layer < place.network().curvature().layers().size(); layer++) {
        float[] values = place.network().input(layer);
        List<Double> row = new ArrayList<>();
        for (int bits : place.settings().bits()) {
          InputQuantizer quantizer = InputQuantizer.fitted(values, bits);
          row.add((double) quantizer.lowest());
          row.add((double) quantizer.highest());
          row.add(quantizer.squaredError(values) / shard.count());
        }
        rows.add(row);
      }
      return rows;
    }

    /** A layer's quantizers, one a bit-width. */
    static List<InputQuantizer> quantizers(ItemFigures figures, int layer, List<Integer> bits) {
      List<InputQuantizer> quantizers = new ArrayList<>();
      for (int i = 0; i < bits.size(); i++) {
        quantizers.add(
            new InputQuantizer(
                (float) figures.at(layer, 3 * i),
                (float) figures.at(layer, 3 * i + 1),
                1 << bits.get(i)));
      }
      return quantizers;
    }
  }

  /**
   * One layer quantized alone, measured on one shard. Rows: loss, correct and divergence as they
   * are, then with its weights at each bit-width, then, where activations are asked for, with what
   * it reads at each.
   */
  record QuantizedLayer(ImageOrigin origin, int shard, int layer) implements NetworkItem {

    @Override
    public String id() {
      return "quantized-%s-shard-%05d-layer-%05d".formatted(origin.label(), shard, layer);
    }

    @Override
    public long weight() {
      return 2;
    }

    @Override
    public List<List<Double>> compute(NetworkPlace place) throws IOException {
      List<Integer> bits = place.settings().bits();
      QuantizedLayers layers =
          new QuantizedLayers(place.network().curvature(), place.shard(origin, shard));
      List<Sums> sums = new ArrayList<>(List.of(layers.original()));
      sums.addAll(layers.weights(layer, bits));
      if (place.settings().measuresActivations()) {
        ItemFigures ranges = place.finished(new InputRanges(origin));
        sums.addAll(layers.inputs(layer, InputRanges.quantizers(ranges, layer, bits)));
      }
      return rowsOf(sums);
    }
  }

  /**
   * All layers at eight bits, measured on one shard of the data, with the ranges of what layers
   * read taken from images of the given origin. Rows: loss, correct and divergence as they are, and
   * at eight bits.
   */
  record EightBits(ImageOrigin ranges, int shard) implements NetworkItem {

    private static final int BITS = 8;

    @Override
    public String id() {
      return "eight-bits-%s-shard-%05d".formatted(ranges.label(), shard);
    }

    @Override
    public long weight() {
      return 1;
    }

    @Override
    public List<List<Double>> compute(NetworkPlace place) throws IOException {
      place.shard(ranges, 0).run(place.network().curvature());
      List<InputQuantizer> quantizers = new ArrayList<>();
      for (int layer = 0; layer < place.network().curvature().layers().size(); layer++) {
        quantizers.add(InputQuantizer.fitted(place.network().input(layer), BITS));
      }
      QuantizedLayers layers =
          new QuantizedLayers(place.network().curvature(), place.shard(ImageOrigin.DATA, shard));
      return rowsOf(List.of(layers.original(), layers.all(BITS, quantizers)));
    }
  }

  /** One batch of distilled images; keeps their pixels. Rows: the loss at the start and the end. */
  record Distilled(int batch) implements NetworkItem {

    @Override
    public String id() {
      return "distilled-%05d".formatted(batch);
    }

    @Override
    public long weight() {
      return 3_000_000;
    }

    @Override
    public List<List<Double>> compute(NetworkPlace place) {
      var made = place.distil(batch);
      return List.of(ItemFigures.row(made.initialLoss(), made.loss()));
    }
  }

  private static List<List<Double>> rowsOf(List<Sums> sums) {
    return sums.stream()
        .map(sum -> ItemFigures.row(sum.loss(), sum.correct(), sum.divergence()))
        .toList();
  }
}
