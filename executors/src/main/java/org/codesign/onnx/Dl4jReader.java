package org.codesign.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codesign.data.DataException;
import org.codesign.engine.NativeEngine;
import org.codesign.graph.GraphModel;
import org.codesign.network.TensorShape;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network from a Deeplearning4j zip, by way of ONNX: every layer becomes the nodes of ONNX that
 * compute the same, so that what can be read, and how, is that of {@link OnnxReader}.
 */
final class Dl4jReader {

  private Dl4jReader() {}

  /**
   * Reads a network.
   *
   * @param image the shape of an image, which the zip does not say
   */
  static GraphModel read(byte[] bytes, String source, Optional<TensorShape> image)
      throws IOException {
    Dl4jZip zip = Dl4jZip.read(bytes, source);
    NativeEngine.start();
    ComputationGraph network = network(zip, source);
    ModelProto model = new Dl4jNodes(network).model();
    return OnnxReader.read(model, source, image);
  }

  private static ComputationGraph network(Dl4jZip zip, String source) {
    float[] values = zip.coefficients();
    try {
      if (zip.configuration().contains("\"vertexInputs\"")) {
        ComputationGraphConfiguration configuration =
            ComputationGraphConfiguration.fromJson(zip.configuration());
        requireParameters(parameters(configuration.getVertices()), values.length, source);
        ComputationGraph network = new ComputationGraph(configuration);
        network.init(row(values), false);
        return network;
      }
      MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(zip.configuration());
      requireParameters(parameters(configuration.getConfs()), values.length, source);
      MultiLayerNetwork network = new MultiLayerNetwork(configuration);
      network.init(row(values), false);
      return network.toComputationGraph();
    } catch (DataException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DataException(
          "The configuration of the network %s cannot be read: %s"
              .formatted(source, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static INDArray row(float[] values) {
    return Nd4j.create(values, new long[] {1, values.length}, 'c');
  }

  private static long parameters(Map<String, GraphVertex> vertices) {
    return vertices.values().stream()
        .filter(LayerVertex.class::isInstance)
        .mapToLong(vertex -> parameters(((LayerVertex) vertex).getLayerConf()))
        .sum();
  }

  private static long parameters(List<NeuralNetConfiguration> layers) {
    return layers.stream().mapToLong(Dl4jReader::parameters).sum();
  }

  private static long parameters(NeuralNetConfiguration layer) {
    return layer.getLayer().initializer().numParams(layer);
  }

  /** Before any array is made as large as a configuration says. */
  private static void requireParameters(long wanted, long found, String source) {
    if (wanted != found) {
      throw new DataException(
          "The network %s must have %d parameters as its configuration says, not %d."
              .formatted(source, wanted, found));
    }
  }
}
