package org.codesign.engine;

import java.util.ArrayList;
import java.util.List;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.TensorShape;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Builds Deeplearning4j graphs, in NCHW. Parameters are those of {@link WeightInitializer} or
 * {@link GraphWeights}, never Deeplearning4j's own random ones, so that a graph is a function of
 * its arguments.
 */
public final class Graphs {

  /** The name of a graph's input. */
  public static final String INPUT = "input";

  /** The name of the loss node of a block's graph. */
  public static final String LOSS = "loss";

  /** The position name that a block has in a graph of its own. */
  public static final String BLOCK = "block";

  /** How a graph learns. */
  public record Training(IUpdater updater, double weightDecay) {
    /** For graphs that are only evaluated or differentiated. */
    public static final Training NONE = new Training(new NoOp(), 0);
  }

  private Graphs() {}

  /**
   * A block by itself. Its loss, summed over an image and averaged over images, is ||output -
   * target||^2.
   */
  public static ComputationGraph block(
      BlockGeometry geometry, BlockStructure structure, ConvolutionStyle style, Training training) {
    NativeEngine.start();
    GraphBuilder graph = builder(training, geometry.input());
    return withLoss(graph, new GraphNodes(graph, style).block(BLOCK, structure, INPUT));
  }

  /**
   * A folded block whose inputs are the block's own and then, for each layer of its path, a
   * perturbation that is added to what the layer reads.
   */
  public static ComputationGraph probedBlock(BlockGeometry geometry, BlockStructure structure) {
    NativeEngine.start();
    GraphBuilder graph = new NeuralNetConfiguration.Builder().updater(new NoOp()).graphBuilder();
    graph.addInputs(INPUT);
    List<InputType> types = new ArrayList<>(List.of(inputType(geometry.input())));
    for (Layer layer : structure.path()) {
      graph.addInputs(GraphNodes.probeOf(BLOCK + "." + layer.name()));
      types.add(inputType(layer.input()));
    }
    graph.setInputTypes(types.toArray(InputType[]::new));
    String last =
        new GraphNodes(graph, new ConvolutionStyle.Probed()).block(BLOCK, structure, INPUT);
    return withLoss(graph, last);
  }

  /** A whole network with a softmax classifier. */
  public static ComputationGraph network(
      Network network, ConvolutionStyle style, Training training) {
    NativeEngine.start();
    GraphBuilder graph = builder(training, network.backbone().input());
    GraphNodes nodes = new GraphNodes(graph, style);
    return classifier(graph, nodes, network, 0, nodes.stem(network.backbone(), INPUT));
  }

  /**
   * The folded rest of a network from a block boundary on; its input is what leaves the given
   * number of blocks.
   */
  public static ComputationGraph tail(Network network, int blocks) {
    NativeEngine.start();
    Backbone backbone = network.backbone();
    TensorShape input =
        blocks == 0 ? backbone.stem().output() : backbone.blocks().get(blocks - 1).output();
    GraphBuilder graph = builder(Training.NONE, input);
    GraphNodes nodes = new GraphNodes(graph, new ConvolutionStyle.Folded());
    return classifier(graph, nodes, network, blocks, INPUT);
  }

  private static ComputationGraph classifier(
      GraphBuilder graph, GraphNodes nodes, Network network, int from, String input) {
    String at = input;
    for (Network.NamedBlock block : network.blocks().subList(from, network.blocks().size())) {
      at = nodes.block(block.position(), block.structure(), at);
    }
    nodes.head(network.backbone(), at);
    graph.setOutputs(GraphNodes.CLASSIFIER);
    return initialised(graph);
  }

  private static ComputationGraph withLoss(GraphBuilder graph, String last) {
    graph.addLayer(
        LOSS,
        new CnnLossLayer.Builder(LossFunctions.LossFunction.L2)
            .activation(Activation.IDENTITY)
            .build(),
        last);
    graph.setOutputs(LOSS);
    return initialised(graph);
  }

  private static GraphBuilder builder(Training training, TensorShape input) {
    return new NeuralNetConfiguration.Builder()
        .updater(training.updater())
        .weightDecay(training.weightDecay())
        .graphBuilder()
        .addInputs(INPUT)
        .setInputTypes(inputType(input));
  }

  private static InputType inputType(TensorShape shape) {
    return InputType.convolutional(shape.height(), shape.width(), shape.channels());
  }

  private static ComputationGraph initialised(GraphBuilder graph) {
    return initialised(graph.build());
  }

  /** An initialised graph of any configuration, in programs over oneDNN where they can run. */
  public static ComputationGraph initialised(ComputationGraphConfiguration configuration) {
    ComputationGraph network =
        NativeEngine.start() == NativeEngine.ConvolutionPath.ONEDNN
            ? new NativeGraph(configuration)
            : new ComputationGraph(configuration);
    network.init();
    return network;
  }
}
