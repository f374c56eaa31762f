package org.codesign.cost;

import java.util.List;
import java.util.Optional;
import org.codesign.hardware.ResourceUse;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;

/**
 * The time of layers and networks as a function of a few physical parameters. Immutable; a pure
 * function of its arguments; no allocation in {@link #layerMillis}.
 */
public interface TimingModel {

  /** The name in device files. */
  String name();

  /** The parameters, in the order of the arrays. */
  List<TimingParameter> parameters();

  /** One layer by itself; not a number if it cannot run. */
  double layerMillis(double[] parameters, LayerSpec layer, int batch);

  /**
   * What a layer adds to the time of a network.
   *
   * @param alone its time by itself, measured or from {@link #layerMillis}
   */
  double placedMillis(double[] parameters, LayerSpec layer, Place place, int batch, double alone);

  /** Whether two layers in sequence run in one call, the tensor between them on chip. */
  default boolean shareACall(LayerSpec first, LayerSpec second) {
    return false;
  }

  /** The place of a layer in a chain of layers. */
  default Place place(List<LayerSpec> chain, int layer) {
    if (layer + 1 < chain.size() && shareACall(chain.get(layer), chain.get(layer + 1))) {
      return Place.OPENS_CALL;
    }
    return layer > 0 && shareACall(chain.get(layer - 1), chain.get(layer))
        ? Place.ENDS_CALL
        : Place.ALONE;
  }

  /**
   * A network, which need not be the sum of its layers.
   *
   * @param layerMillis the time of each layer by itself, measured or from {@link #layerMillis}
   */
  default double networkMillis(double[] parameters, NetworkSpec network, double[] layerMillis) {
    double millis = 0;
    for (int i = 0; i < layerMillis.length; i++) {
      LayerSpec layer = network.layers().get(i);
      Place place = place(network.layers(), i);
      millis += placedMillis(parameters, layer, place, network.batch(), layerMillis[i]);
    }
    return millis;
  }

  /** A network all of whose layers are modelled. */
  default double networkMillis(double[] parameters, NetworkSpec network) {
    double[] layers = new double[network.layers().size()];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = layerMillis(parameters, network.layers().get(i), network.batch());
    }
    return networkMillis(parameters, network, layers);
  }

  /** What takes most of a layer's time. */
  Bound bound(double[] parameters, LayerSpec layer, int batch);

  /** Bytes to and from external memory. */
  double bytesMoved(LayerSpec layer, Place place, int batch);

  /** The energy of a layer that takes so long, from counted actions and prices. */
  double energyMicrojoules(LayerSpec layer, Place place, int batch, double millis);

  /** The resources of an FPGA that the accelerator takes; none on a GPU. */
  ResourceUse resources();

  /** The resources of one layer alone, where each layer has hardware of its own. */
  default Optional<ResourceUse> layerResources(LayerSpec layer) {
    return Optional.empty();
  }

  /** Why a layer cannot run; empty if it can. */
  Optional<String> misfit(LayerSpec layer);

  /** The priors of the parameters. */
  default double[] priors() {
    return parameters().stream().mapToDouble(TimingParameter::prior).toArray();
  }
}
