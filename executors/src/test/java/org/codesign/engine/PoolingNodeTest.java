package org.codesign.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Pooling of random shapes, alone and between convolutions, against Deeplearning4j's own layers.
 */
class PoolingNodeTest {

  /** An image, a window, and how it pools; a network with a classifier if it pools globally too. */
  record Case(
      int batch,
      int channels,
      int height,
      int width,
      int kernel,
      int stride,
      int padding,
      boolean same,
      boolean divisor,
      boolean trainedBefore,
      PoolingType type,
      long seed) {

    static Case draw(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int kernel = random.nextInt(1, 5);
      boolean same = random.nextBoolean();
      return new Case(
          random.nextInt(4) == 0 ? 1 : random.nextInt(2, 6),
          random.nextInt(1, 35),
          kernel + random.nextInt(9),
          kernel + random.nextInt(9),
          kernel,
          random.nextInt(1, 4),
          same ? 0 : random.nextInt(0, (kernel + 1) / 2),
          same,
          random.nextBoolean(),
          random.nextBoolean(),
          random.nextBoolean() ? PoolingType.MAX : PoolingType.AVG,
          seed);
    }
  }

  static Stream<Case> cases() {
    return Stream.iterate(1L, seed -> seed + 1).limit(30).map(Case::draw);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsAndGradientsAreThoseOfTheBuiltInLayers(Case shape) {
    NativeEngine.start();
    ComputationGraph theirs = new ComputationGraph(configuration(shape, shape.seed() % 3 == 0));
    theirs.init();
    ComputationGraph ours = new NativeGraph(theirs.getConfiguration().clone());
    ours.init(theirs.params().dup(), false);
    ours.initGradientsView();
    long[] size = {shape.batch(), shape.channels(), shape.height(), shape.width()};
    SplittableRandom random = new SplittableRandom(shape.seed());
    INDArray input = uniform(random, size);
    INDArray output = theirs.outputSingle(input);
    assertClose(ours.outputSingle(input), output, "inference of " + shape);
    assertThat(
            new GraphCompiler(ours, DnnlPass.TRAINING, List.of()).compile(new INDArray[] {input}))
        .isPresent();
    INDArray target = output.rank() == 2 ? labels(shape.batch()) : uniform(random, output.shape());
    for (ComputationGraph graph : List.of(ours, theirs)) {
      graph.setInput(0, input);
      graph.setLabel(0, target);
      graph.computeGradientAndScore();
    }
    if (shape.type() == PoolingType.AVG && shape.divisor()) {
      assertSlope(ours, shape);
    } else {
      assertClose(
          ours.getFlattenedGradients(), theirs.getFlattenedGradients(), "gradient of " + shape);
    }
  }

  /**
   * The gradient times a direction against the slope of the loss along it: the gradient of
   * Deeplearning4j's oneDNN helper divides by another number than its output does.
   */
  private static void assertSlope(ComputationGraph graph, Case shape) {
    INDArray gradient = graph.getFlattenedGradients().dup();
    INDArray before = graph.params().dup();
    INDArray direction = gradient.div(gradient.norm2Number()).reshape(before.shape());
    double step = 1e-2;
    double[] loss = new double[2];
    for (int side = 0; side < 2; side++) {
      graph.setParams(before.add(direction.mul(side == 0 ? -step : step)));
      graph.computeGradientAndScore();
      loss[side] = graph.score() * shape.batch();
    }
    double slope = (loss[1] - loss[0]) / (2 * step);
    double expected = gradient.norm2Number().doubleValue();
    assertThat(slope).as("slope of " + shape).isCloseTo(expected, within(1e-2 * expected));
  }

  private static ComputationGraphConfiguration configuration(Case shape, boolean isGlobal) {
    int[] kernel = {shape.kernel(), shape.kernel()};
    int[] stride = {shape.stride(), shape.stride()};
    int[] padding = {shape.padding(), shape.padding()};
    SubsamplingLayer pooling =
        new SubsamplingLayer.Builder(subsampling(shape.type()), kernel, stride, padding)
            .convolutionMode(shape.same() ? ConvolutionMode.Same : ConvolutionMode.Truncate)
            .avgPoolIncludePadInDivisor(shape.divisor())
            .build();
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(shape.seed())
            .updater(new Sgd(0.01))
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(
                InputType.convolutional(shape.height(), shape.width(), shape.channels()));
    if (shape.trainedBefore()) {
      graph.addLayer("first", convolution(shape.channels()), "input");
    }
    graph.addLayer("pooling", pooling, shape.trainedBefore() ? "first" : "input");
    graph.addLayer("second", convolution(7), "pooling");
    if (isGlobal) {
      graph.addLayer("global", new GlobalPoolingLayer.Builder(shape.type()).build(), "second");
      graph.addLayer(
          "output",
          new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
          "global");
    } else {
      graph.addLayer(
          "output",
          new CnnLossLayer.Builder(LossFunctions.LossFunction.L2)
              .activation(Activation.IDENTITY)
              .build(),
          "second");
    }
    return graph.setOutputs("output").build();
  }

  private static SubsamplingLayer.PoolingType subsampling(PoolingType type) {
    return type == PoolingType.MAX
        ? SubsamplingLayer.PoolingType.MAX
        : SubsamplingLayer.PoolingType.AVG;
  }

  private static ConvolutionLayer convolution(int outputs) {
    return new ConvolutionLayer.Builder(1, 1).nOut(outputs).activation(Activation.IDENTITY).build();
  }

  private static INDArray labels(int count) {
    INDArray labels = Nd4j.zeros(count, 3);
    for (int i = 0; i < count; i++) {
      labels.putScalar(i, i % 3, 1);
    }
    return labels;
  }

  private static INDArray uniform(SplittableRandom random, long... shape) {
    int count = (int) java.util.Arrays.stream(shape).reduce(1, Math::multiplyExact);
    return Nd4j.create(GraphsTest.uniform(count, -1, 1, random), shape, 'c');
  }

  /** The largest difference, relative to the largest value. */
  private static void assertClose(INDArray ours, INDArray theirs, String what) {
    double scale = theirs.amaxNumber().doubleValue();
    assertThat(ours.sub(theirs).amaxNumber().doubleValue())
        .as(what)
        .isLessThan(1e-4 * scale + 1e-9);
  }
}
