package org.codesign.task;

import java.util.Objects;
import java.util.Optional;
import org.codesign.data.Normalization;
import org.codesign.distillation.NetworkTeacher;
import org.codesign.distillation.OpenTeacher;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Layer;
import org.codesign.network.Network;

/** A trained network of the space's own structure, as float32. */
public record ResidualTeacher(Network network, NetworkWeights weights, Normalization normalization)
    implements Teacher {

  public ResidualTeacher {
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(normalization, "normalization");
  }

  @Override
  public long sizeBytes() {
    long parameters = network.weights();
    for (Layer layer : network.weightedLayers()) {
      parameters += layer.output().channels();
    }
    return Float.BYTES * parameters;
  }

  @Override
  public Optional<NetworkWeights> own(BlockItem item) {
    Network.NamedBlock block = network.blocks().get(item.boundary());
    return block.structure().equals(item.structure())
        ? Optional.of(weights.below(block.position() + "."))
        : Optional.empty();
  }

  @Override
  public OpenTeacher open() {
    return new NetworkTeacher(network, weights);
  }
}
