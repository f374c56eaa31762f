package org.codesign.sensitivity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.codesign.distillation.ActivationSource;
import org.codesign.distillation.Sampling;
import org.codesign.engine.Activations;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.quantization.SymmetricQuantizer;
import org.codesign.quantization.UnsignedQuantizer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The sensitivities of a trained block: of the weights of every layer and of the activations of
 * every bit slot, at each bit-width, on the block's own loss with batch normalisation folded.
 */
public final class BlockSensitivity {

  private static final String PREFIX = Graphs.BLOCK + ".";
  private static final int RANGE_SAMPLE = 1 << 15;

  /** How sensitivities are measured. */
  public record Settings(int images, int probes, int batch) {}

  private final BlockGeometry geometry;
  private final BlockStructure structure;
  private final Settings settings;

  public BlockSensitivity(BlockGeometry geometry, BlockStructure structure, Settings settings) {
    this.geometry = geometry;
    this.structure = structure;
    this.settings = settings;
  }

  /**
   * Measures the block on the first images of its boundaries. The result is a function of the
   * arguments alone: first the weights of each layer, then the activations of each bit slot.
   */
  public List<LayerSensitivity> measure(
      NetworkWeights weights,
      ActivationSource inputs,
      ActivationSource targets,
      SortedSet<Integer> weightBits,
      SortedSet<Integer> activationBits,
      long seed)
      throws IOException {
    if (structure.isIdentity()) {
      return List.of();
    }
    SplittableRandom random = new SplittableRandom(seed);
    try (BlockSample sample =
        BlockSample.read(inputs, targets, settings.images(), settings.batch())) {
      List<LayerSensitivity> result =
          new ArrayList<>(ofWeights(weights, sample, weightBits, random.nextLong()));
      result.addAll(ofActivations(weights, sample, activationBits, random.nextLong()));
      return result;
    }
  }

  private List<LayerSensitivity> ofWeights(
      NetworkWeights weights, BlockSample sample, SortedSet<Integer> bitWidths, long seed) {
    List<Layer> layers = structure.weightedLayers();
    List<TraceEstimate> traces =
        new WeightTraces(folded(weights), PREFIX, layers, sample).estimate(settings.probes(), seed);
    List<LayerSensitivity> result = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      LayerWeights values = weights.layer(layer.name());
      SortedMap<Integer, Double> omega = new TreeMap<>();
      for (int bits : bitWidths) {
        double error =
            SymmetricQuantizer.quantizePerChannel(
                values.weights().clone(), values.outputChannels(), bits);
        omega.put(bits, LayerSensitivity.omega(traces.get(i), layer.weights(), error));
      }
      result.add(
          new LayerSensitivity(
              layer.name(),
              LayerSensitivity.Tensor.WEIGHTS,
              layer.weights(),
              traces.get(i),
              omega));
    }
    return result;
  }

  private List<LayerSensitivity> ofActivations(
      NetworkWeights weights, BlockSample sample, SortedSet<Integer> bitWidths, long seed) {
    ComputationGraph graph = Graphs.probedBlock(geometry, structure);
    GraphWeights.load(graph, PREFIX, structure.weightedLayers(), weights);
    ActivationTraces traces = new ActivationTraces(graph, structure.path(), sample);
    SplittableRandom random = new SplittableRandom(seed);
    ComputationGraph folded = folded(weights);
    List<float[]> reads = Activations.readByPath(folded, structure, sample.inputs().get(0));
    List<LayerSensitivity> result = new ArrayList<>();
    for (int slot = 0; slot < structure.bitSlots(); slot++) {
      Layer layer = structure.path().get(slot);
      float[] values = reads.get(slot);
      int images = Math.toIntExact(values.length / layer.input().elements());
      TraceEstimate trace =
          traces.estimate(slot, rootMeanSquare(values), settings.probes(), random.nextLong());
      SortedMap<Integer, Double> omega = new TreeMap<>();
      for (int bits : bitWidths) {
        float range = UnsignedQuantizer.range(Sampling.every(values, RANGE_SAMPLE), bits);
        double error = UnsignedQuantizer.squaredError(values, range, bits) / images;
        omega.put(bits, LayerSensitivity.omega(trace, layer.input().elements(), error));
      }
      result.add(
          new LayerSensitivity(
              layer.name(),
              LayerSensitivity.Tensor.ACTIVATIONS,
              layer.input().elements(),
              trace,
              omega));
    }
    return result;
  }

  private ComputationGraph folded(NetworkWeights weights) {
    ComputationGraph graph =
        Graphs.block(geometry, structure, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(graph, PREFIX, structure.weightedLayers(), weights);
    return graph;
  }

  private static double rootMeanSquare(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }
}
