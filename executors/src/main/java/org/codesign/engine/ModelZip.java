package org.codesign.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.codesign.network.Network;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A network in float as Deeplearning4j's own zip, which {@code
 * ModelSerializer.restoreComputationGraph} reads without a class of this project. It takes
 * normalised images, [N, C, H, W], and answers probabilities.
 */
public final class ModelZip {

  private ModelZip() {}

  /** The bytes of the zip; its entries hold the time of writing. */
  public static byte[] write(Network network, NetworkWeights weights) {
    ComputationGraph graph =
        Graphs.network(network, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(graph, "", network.weightedLayers(), weights);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ModelSerializer.writeModel(graph, bytes, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
