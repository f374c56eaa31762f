package org.codesign.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.codesign.search.SensitivityRequest.Part;
import org.codesign.sensitivity.LayerSensitivity;
import org.codesign.task.ImageOrigin;
import org.codesign.task.NetworkItem;
import org.codesign.task.NetworkSettings;

/** Which pieces of work a request needs; their names do not depend on how many there are. */
record SensitivityItems(SensitivityRequest request, NetworkSettings settings, int layers) {

  /** Probes of one item, which share the forward and the backward pass of its shard. */
  static final int PROBES = 8;

  /** At least; fewer say less of the order of layers than of themselves. */
  static final int DISTILLED_IMAGES = 128;

  /** The first probes of the weights. */
  List<NetworkItem.Probes> weightProbes(int probes) {
    return probes(LayerSensitivity.Tensor.WEIGHTS, probes);
  }

  /** The first probes of what layers read. */
  List<NetworkItem.Probes> activationProbes(int probes) {
    return probes(LayerSensitivity.Tensor.ACTIVATIONS, probes);
  }

  private List<NetworkItem.Probes> probes(LayerSensitivity.Tensor of, int probes) {
    List<NetworkItem.Probes> items = new ArrayList<>();
    for (int first = 0; first < probes; first += PROBES) {
      for (int shard = 0; shard < settings.shards(); shard++) {
        items.add(new NetworkItem.Probes(of, shard, first, Math.min(PROBES, probes - first)));
      }
    }
    return items;
  }

  /** All eigenvalues of every layer, those of all images first. */
  List<NetworkItem> eigenvalues() {
    List<NetworkItem> items = new ArrayList<>();
    int count = request.probing().eigenvalues();
    if (count > 0) {
      items.addAll(each(layers, layer -> new NetworkItem.Eigenvalues(count, layer, 0, 1)));
      int subsets = request.probing().subsets();
      for (int subset = 0; subsets > 1 && subset < subsets; subset++) {
        int one = subset;
        items.addAll(each(layers, layer -> new NetworkItem.Eigenvalues(1, layer, one, subsets)));
      }
    }
    return items;
  }

  /** Ranges that others read. */
  List<NetworkItem> ranges(ImageOrigin origin) {
    return request.has(Part.ACTIVATIONS) ? List.of(new NetworkItem.InputRanges(origin)) : List.of();
  }

  /** Every layer quantized alone, shard by shard. */
  List<NetworkItem> quantized(ImageOrigin origin) {
    List<NetworkItem> items = new ArrayList<>();
    for (int shard = 0; shard < shards(origin); shard++) {
      int one = shard;
      items.addAll(each(layers, layer -> new NetworkItem.QuantizedLayer(origin, one, layer)));
    }
    return items;
  }

  /** All layers at eight bits, with the ranges of one origin. */
  List<NetworkItem> eightBits(ImageOrigin origin) {
    return each(settings.shards(), shard -> new NetworkItem.EightBits(origin, shard));
  }

  /** The images that are made. */
  List<NetworkItem> distilled() {
    return each(shards(ImageOrigin.DISTILLED), NetworkItem.Distilled::new);
  }

  /** The number of shards of images of an origin. */
  int shards(ImageOrigin origin) {
    return switch (origin) {
      case DATA -> settings.shards();
      case DISTILLED -> (DISTILLED_IMAGES + settings.batch() - 1) / settings.batch();
    };
  }

  private static List<NetworkItem> each(int count, IntFunction<NetworkItem> kind) {
    List<NetworkItem> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(kind.apply(i));
    }
    return items;
  }
}
