package org.codesign.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.TensorShape;
import org.codesign.quantization.BitWidths;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GraphsTest {

  private static final int IMAGES = 3;
  private static final String PREFIX = Graphs.BLOCK + ".";

  record Case(BlockGeometry geometry, Operator operator) {}

  static Stream<Case> blocks() {
    List<BlockGeometry> geometries =
        List.of(
            BlockGeometry.of(TensorShape.image(8, 7, 9), 8, 1),
            BlockGeometry.of(TensorShape.image(8, 9, 7), 12, 2));
    List<Operator> operators =
        List.of(
            new ResidualConvolution(3, 1),
            new ResidualConvolution(5, 0.5),
            new DepthwiseSeparable(3),
            new InvertedResidual(5, 3, 1));
    return geometries.stream().flatMap(g -> operators.stream().map(o -> new Case(g, o)));
  }

  static NetworkWeights randomWeights(List<Layer> layers, SplittableRandom random) {
    Map<String, LayerWeights> weights = new LinkedHashMap<>();
    for (Layer layer : layers) {
      float[] values = uniform((int) layer.weights(), -0.4f, 0.4f, random);
      float[] bias = uniform(layer.output().channels(), -0.2f, 0.2f, random);
      weights.put(layer.name(), new LayerWeights(layer, values, bias));
    }
    return new NetworkWeights(weights);
  }

  static float[] uniform(int length, float low, float high, SplittableRandom random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = low + (high - low) * (float) random.nextDouble();
    }
    return values;
  }

  private static void agrees(Case block, ConvolutionStyle style, float tolerance) {
    BlockStructure structure = block.operator().structure(block.geometry());
    SplittableRandom random = new SplittableRandom(5);
    NetworkWeights weights = randomWeights(structure.weightedLayers(), random);
    ComputationGraph graph = Graphs.block(block.geometry(), structure, style, Graphs.Training.NONE);
    GraphWeights.load(graph, PREFIX, structure.weightedLayers(), weights);
    TensorShape in = block.geometry().input();
    int perImage = (int) in.elements();
    float[] input = uniform(IMAGES * perImage, 0, 1, random);
    INDArray x =
        Nd4j.create(input, new long[] {IMAGES, in.channels(), in.height(), in.width()}, 'c');
    INDArray output = graph.outputSingle(x);
    for (int image = 0; image < IMAGES; image++) {
      float[] one = java.util.Arrays.copyOfRange(input, image * perImage, (image + 1) * perImage);
      float[] expected = NaiveNetwork.block(structure, weights, style, PREFIX, one);
      float[] found = output.slice(image).dup('c').data().asFloat();
      assertThat(found).containsExactly(expected, org.assertj.core.data.Offset.offset(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void foldedBlockAgreesWithLoops(Case block) {
    agrees(block, new ConvolutionStyle.Folded(), 1e-4f);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void quantizedBlockAgreesWithLoops(Case block) {
    Map<String, ConvolutionStyle.LayerQuantization> layers = new LinkedHashMap<>();
    for (Layer layer : block.operator().structure(block.geometry()).weightedLayers()) {
      layers.put(
          PREFIX + layer.name(), new ConvolutionStyle.LayerQuantization(new BitWidths(4, 3), 0.8f));
    }
    layers.remove(PREFIX + "projection");
    agrees(block, new ConvolutionStyle.Quantized(layers), 1e-4f);
  }

  @Test
  void foldingKeepsTheTrainedBlocksOutput() {
    BlockGeometry geometry = BlockGeometry.of(TensorShape.image(4, 6, 6), 8, 2);
    BlockStructure structure = new ResidualConvolution(3, 1).structure(geometry);
    ComputationGraph trained =
        Graphs.block(
            geometry,
            structure,
            new ConvolutionStyle.Normalised(),
            new Graphs.Training(new org.nd4j.linalg.learning.config.Adam(0.01), 0));
    List<Layer> layers = structure.weightedLayers();
    WeightInitializer.initialise(trained, PREFIX, layers, 1);
    SplittableRandom random = new SplittableRandom(2);
    INDArray x = Nd4j.create(uniform(8 * 4 * 36, 0, 1, random), new long[] {8, 4, 6, 6}, 'c');
    INDArray y = Nd4j.create(uniform(8 * 8 * 9, 0, 1, random), new long[] {8, 8, 3, 3}, 'c');
    for (int step = 0; step < 5; step++) {
      trained.fit(new INDArray[] {x}, new INDArray[] {y});
    }
    ComputationGraph folded =
        Graphs.block(geometry, structure, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(folded, PREFIX, layers, GraphWeights.fold(trained, PREFIX, layers));
    assertThat(folded.outputSingle(x).equalsWithEps(trained.outputSingle(x), 1e-4)).isTrue();
  }

  @Test
  void convolutionsRunInOneDnn() {
    assertThat(NativeEngine.start()).isEqualTo(NativeEngine.ConvolutionPath.ONEDNN);
  }
}
