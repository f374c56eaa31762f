package org.codesign.distillation;

import java.util.ArrayList;
import java.util.List;
import org.codesign.engine.Activations;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.BlockGeometry;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.TensorShape;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A teacher of the space's own structure, folded, in Deeplearning4j. */
public final class NetworkTeacher implements OpenTeacher {

  private final Network network;
  private final NetworkWeights weights;
  private final ComputationGraph graph;

  public NetworkTeacher(Network network, NetworkWeights weights) {
    this.network = network;
    this.weights = weights;
    this.graph = Graphs.network(network, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(graph, "", network.weightedLayers(), weights);
  }

  @Override
  public List<TensorShape> shapes() {
    List<TensorShape> shapes = new ArrayList<>();
    shapes.add(network.backbone().stem().output());
    network.backbone().blocks().stream().map(BlockGeometry::output).forEach(shapes::add);
    return shapes;
  }

  @Override
  public List<float[]> activations(INDArray images) {
    return Activations.boundaries(graph, network, images);
  }

  @Override
  public INDArray probabilities(INDArray images) {
    return graph.outputSingle(images);
  }

  @Override
  public Tail tail(int blocks, INDArray images) {
    ComputationGraph rest = Graphs.tail(network, blocks);
    List<Layer> layers =
        network.weightedLayers().stream()
            .filter(layer -> rest.getVertex(layer.name()) != null)
            .toList();
    GraphWeights.load(rest, "", layers, weights);
    return new Tail() {
      @Override
      public INDArray probabilities(INDArray activations) {
        return rest.outputSingle(activations);
      }

      @Override
      public void close() {
        rest.close();
      }
    };
  }

  @Override
  public void close() {
    graph.close();
  }
}
