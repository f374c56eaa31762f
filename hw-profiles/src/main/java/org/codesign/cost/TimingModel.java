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
   * A network, which need not be the sum of its layers.
   *
   * @param layerMillis the time of each layer by itself, measured or from {@link #layerMillis}
   */
  double networkMillis(double[] parameters, NetworkSpec network, double[] layerMillis);

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
  double bytesMoved(LayerSpec layer, int batch);

  /** The energy of a layer that takes so long, from counted actions and prices. */
  double energyMicrojoules(LayerSpec layer, int batch, double millis);

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
