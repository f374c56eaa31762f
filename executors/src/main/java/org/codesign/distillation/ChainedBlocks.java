package org.codesign.distillation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.NativeArrays;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.TensorShape;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Blocks that were trained apart, one after the other: each reads what the one before has made of
 * the first one's input. The normalised squared error against the teacher's activations at each
 * boundary shows how much of the errors of single blocks adds up, or worse, along the chain
 * (Bercovich et al., "Puzzle", arXiv 2411.19146, 2024, name this as the weakness of training blocks
 * apart).
 */
public final class ChainedBlocks {

  private final List<ComputationGraph> graphs = new ArrayList<>();

  /** Puts a block at the end of the chain. */
  public void append(BlockGeometry geometry, BlockStructure structure, NetworkWeights weights) {
    ComputationGraph graph =
        Graphs.block(geometry, structure, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(graph, Graphs.BLOCK + ".", structure.weightedLayers(), weights);
    graphs.add(graph);
  }

  /**
   * The error after each block, on the images [first, all).
   *
   * @param boundaries the teacher's activations before the first block and after each one
   */
  public List<Double> errors(List<? extends ActivationSource> boundaries, int first, int batch)
      throws IOException {
    if (boundaries.size() != graphs.size() + 1) {
      throw new IllegalArgumentException(
          "The boundaries (%d) of a chain must be one more than its blocks (%d)."
              .formatted(boundaries.size(), graphs.size()));
    }
    List<NormalisedError> errors = new ArrayList<>();
    graphs.forEach(graph -> errors.add(new NormalisedError()));
    int count = boundaries.get(0).count();
    for (int image = first; image < count; image += batch) {
      add(boundaries, image, Math.min(batch, count - image), errors);
    }
    return errors.stream().map(NormalisedError::value).toList();
  }

  private void add(
      List<? extends ActivationSource> boundaries,
      int image,
      int images,
      List<NormalisedError> errors)
      throws IOException {
    float[] values = read(boundaries.get(0), image, images);
    for (int block = 0; block < graphs.size(); block++) {
      TensorShape shape = boundaries.get(block).shape();
      long[] size = {images, shape.channels(), shape.height(), shape.width()};
      INDArray input = Nd4j.create(values, size, 'c');
      INDArray output = graphs.get(block).outputSingle(input);
      values = NativeArrays.values(output);
      NativeArrays.free(input, output);
      errors.get(block).add(values, read(boundaries.get(block + 1), image, images), values.length);
    }
  }

  private static float[] read(ActivationSource source, int image, int images) throws IOException {
    float[] values = new float[Math.toIntExact(source.shape().withBatch(images).elements())];
    source.read(image, images, values);
    return values;
  }
}
