package org.codesign.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.codesign.search.SensitivityResult.Curvature;
import org.codesign.search.SensitivityResult.Measured;
import org.codesign.sensitivity.Eigenvalue;
import org.codesign.sensitivity.LayerSensitivity;
import org.codesign.sensitivity.TraceEstimate;
import org.codesign.task.ImageOrigin;
import org.codesign.task.ItemFigures;
import org.codesign.task.NetworkItem;

/**
 * The figures of the pieces of work, and what they add up to: always in the order of probes, shards
 * and layers, so that the sums are the same however the pieces were computed.
 */
final class SensitivityFigures {

  private static final int LOSS = 0;
  private static final int CORRECT = 1;
  private static final int DIVERGENCE = 2;

  private final SensitivityItems items;
  private final Map<String, ItemFigures> figures = new HashMap<>();

  SensitivityFigures(SensitivityItems items) {
    this.items = items;
  }

  void add(ItemFigures one) {
    figures.put(one.item(), one);
  }

  private ItemFigures of(NetworkItem item) {
    return figures.get(item.id());
  }

  /** The traces of all layers. */
  List<TraceEstimate> traces(List<NetworkItem.Probes> probes, int count) {
    double[][] samples = new double[items.layers()][count];
    for (NetworkItem.Probes item : probes) {
      List<List<Double>> rows = of(item).rows();
      for (int probe = 0; probe < rows.size(); probe++) {
        for (int layer = 0; layer < samples.length; layer++) {
          samples[layer][item.first() + probe] +=
              rows.get(probe).get(layer) / items.settings().imageCount();
        }
      }
    }
    return java.util.Arrays.stream(samples).map(TraceEstimate::of).toList();
  }

  /** A tensor's curvature. */
  static Curvature curvature(
      TraceEstimate trace, long elements, SortedMap<Integer, Double> squaredErrors) {
    SortedMap<Integer, Double> omega = new TreeMap<>();
    squaredErrors.forEach(
        (bits, error) -> omega.put(bits, LayerSensitivity.omega(trace, elements, error)));
    return new Curvature(elements, trace, squaredErrors, omega);
  }

  /** The squared errors an image that quantizing what a layer reads makes, by bits. */
  SortedMap<Integer, Double> inputErrors(int layer) {
    ItemFigures ranges = of(new NetworkItem.InputRanges(ImageOrigin.DATA));
    SortedMap<Integer, Double> errors = new TreeMap<>();
    List<Integer> bits = items.settings().bits();
    for (int i = 0; i < bits.size(); i++) {
      errors.put(bits.get(i), ranges.at(layer, 3 * i + 2));
    }
    return errors;
  }

  /** A layer's eigenvalues on all images. */
  List<Eigenvalue> eigenvalues(int layer) {
    List<Eigenvalue> values = new ArrayList<>();
    int count = items.request().probing().eigenvalues();
    if (count > 0) {
      for (List<Double> row : of(new NetworkItem.Eigenvalues(count, layer, 0, 1)).rows()) {
        values.add(new Eigenvalue(row.get(0), row.get(1), row.get(2).intValue()));
      }
    }
    return values;
  }

  /** |mean| + standard deviation of the top eigenvalue over the subsets. */
  OptionalDouble eigenvalueSpread(int layer) {
    int subsets = items.request().probing().subsets();
    if (subsets < 2 || items.request().probing().eigenvalues() == 0) {
      return OptionalDouble.empty();
    }
    double[] tops = new double[subsets];
    for (int subset = 0; subset < subsets; subset++) {
      tops[subset] = of(new NetworkItem.Eigenvalues(1, layer, subset, subsets)).at(0, 0);
    }
    TraceEstimate mean = TraceEstimate.of(tops);
    double deviation = mean.standardError() * Math.sqrt(subsets);
    return OptionalDouble.of(Math.abs(mean.trace()) + deviation);
  }

  /** The network as it is, on images of an origin. */
  Measured original(ImageOrigin origin) {
    return measured(origin, 0, 0);
  }

  /** A layer with its weights quantized alone, by bits. */
  SortedMap<Integer, Measured> weights(ImageOrigin origin, int layer) {
    return byBits(origin, layer, 1);
  }

  /** A layer with what it reads quantized alone, by bits. */
  SortedMap<Integer, Measured> inputs(ImageOrigin origin, int layer) {
    return byBits(origin, layer, 1 + items.settings().bits().size());
  }

  private SortedMap<Integer, Measured> byBits(ImageOrigin origin, int layer, int firstRow) {
    SortedMap<Integer, Measured> result = new TreeMap<>();
    List<Integer> bits = items.settings().bits();
    for (int i = 0; i < bits.size(); i++) {
      result.put(bits.get(i), measured(origin, layer, firstRow + i));
    }
    return result;
  }

  private Measured measured(ImageOrigin origin, int layer, int row) {
    List<NetworkItem> parts = new ArrayList<>();
    for (int shard = 0; shard < items.shards(origin); shard++) {
      parts.add(new NetworkItem.QuantizedLayer(origin, shard, layer));
    }
    int images =
        origin == ImageOrigin.DATA
            ? items.settings().imageCount()
            : items.shards(origin) * items.settings().batch();
    return mean(parts, row, images);
  }

  /** The network with all layers at eight bits, on the data. */
  Measured eightBits(ImageOrigin ranges) {
    return mean(items.eightBits(ranges), 1, items.settings().imageCount());
  }

  /** The network as it is, from the same measurement. */
  Measured beforeEightBits(ImageOrigin ranges) {
    return mean(items.eightBits(ranges), 0, items.settings().imageCount());
  }

  private Measured mean(List<NetworkItem> parts, int row, int images) {
    double[] sums = new double[3];
    for (NetworkItem part : parts) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += of(part).at(row, i);
      }
    }
    return new Measured(sums[LOSS] / images, sums[CORRECT] / images, sums[DIVERGENCE] / images);
  }

  /** The seconds of a layer's own items, and its share of those of all layers. */
  double seconds(int layer) {
    double own = 0;
    double shared = 0;
    for (ItemFigures one : figures.values().stream().sorted(BY_NAME).toList()) {
      if (one.item().contains("-layer-")) {
        own += one.item().contains("-layer-%05d".formatted(layer)) ? one.seconds() : 0;
      } else {
        shared += one.seconds();
      }
    }
    return own + shared / items.layers();
  }

  private static final java.util.Comparator<ItemFigures> BY_NAME =
      java.util.Comparator.comparing(ItemFigures::item);
}
