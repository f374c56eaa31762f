package org.codesign.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.codesign.quantization.WeightQuantizer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Programs over oneDNN against Deeplearning4j's own layers, on random shapes. */
class NativeGraphTest {

  private static final double TOLERANCE = 1e-4;

  record Case(
      int batch,
      int channels,
      int outputs,
      int height,
      int width,
      int kernel,
      int stride,
      int padding,
      int dilation,
      boolean depthwise,
      boolean bias,
      boolean same,
      boolean quantized,
      long seed) {

    static Case draw(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      boolean depthwise = random.nextBoolean();
      int channels = random.nextInt(1, 20);
      int kernel = random.nextInt(1, 6);
      // Deeplearning4j's own depthwise convolution cannot be dilated, nor can 'same' be padded.
      int dilation = depthwise ? 1 : random.nextInt(1, 3);
      boolean same = random.nextBoolean();
      int extent = (kernel - 1) * dilation + 1;
      return new Case(
          random.nextInt(4) == 0 ? 1 : random.nextInt(2, 6),
          channels,
          depthwise ? channels * random.nextInt(1, 3) : random.nextInt(1, 20),
          extent + random.nextInt(9),
          extent + random.nextInt(9),
          kernel,
          random.nextInt(1, same ? Math.min(4, extent + 1) : 4),
          same ? 0 : random.nextInt(0, kernel / 2 + 1),
          dilation,
          depthwise,
          random.nextBoolean(),
          same,
          random.nextInt(3) == 0,
          seed);
    }
  }

  static Stream<Case> cases() {
    return Stream.concat(
        Stream.iterate(1L, seed -> seed + 1).limit(40).map(Case::draw),
        Stream.of(
            depthwise(16, 14, 5, 1),
            depthwise(24, 9, 5, 2),
            depthwise(7, 4, 5, 1),
            depthwise(17, 12, 7, 2),
            depthwise(5, 2, 3, 1),
            depthwise(3, 11, 4, 1)));
  }

  /** Wide kernels and small images: their gradients come from {@link KernelColumns}. */
  private static Case depthwise(int channels, int size, int kernel, int stride) {
    return new Case(
        3, channels, channels, size, size + 1, kernel, stride, 0, 1, true, true, true, false, 7);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsAndGradientsAreThoseOfTheBuiltInLayers(Case shape) {
    NativeEngine.start();
    ComputationGraph theirs = new ComputationGraph(configuration(shape));
    theirs.init();
    ComputationGraph ours = new NativeGraph(configuration(shape));
    ours.init(theirs.params().dup(), false);
    SplittableRandom random = new SplittableRandom(shape.seed());
    INDArray input = normal(random, shape.batch(), shape.channels(), shape.height(), shape.width());
    INDArray output = theirs.outputSingle(input);
    assertClose(ours.outputSingle(input), output, "inference");
    INDArray target = normal(random, output.shape());
    for (int step = 0; step < 2; step++) {
      theirs.fit(new INDArray[] {input}, new INDArray[] {target});
      ours.fit(new INDArray[] {input}, new INDArray[] {target});
      assertClose(ours.getFlattenedGradients(), theirs.getFlattenedGradients(), "gradient");
      ours.setParams(theirs.params().dup());
    }
  }

  private static ComputationGraphConfiguration configuration(Case shape) {
    int[] kernel = {shape.kernel(), shape.kernel()};
    int[] stride = {shape.stride(), shape.stride()};
    int[] padding = {shape.padding(), shape.padding()};
    ConvolutionLayer.BaseConvBuilder<?> convolution =
        shape.depthwise()
            ? new DepthwiseConvolution2D.Builder(kernel, stride, padding)
                .depthMultiplier(shape.outputs() / shape.channels())
            : new ConvolutionLayer.Builder(kernel, stride, padding);
    convolution.nIn(shape.channels());
    convolution.nOut(shape.outputs());
    if (shape.quantized()) {
      convolution.weightNoise(
          new QuantizedWeights(
              4,
              shape.depthwise() ? WeightLayout.DEPTHWISE : WeightLayout.CONVOLUTION,
              WeightQuantizer.PER_CHANNEL));
    }
    convolution.hasBias(shape.bias()).activation(Activation.IDENTITY);
    convolution.dilation(shape.dilation(), shape.dilation());
    convolution.convolutionMode(shape.same() ? ConvolutionMode.Same : ConvolutionMode.Truncate);
    return new NeuralNetConfiguration.Builder()
        .seed(shape.seed())
        .updater(new Sgd(0.01))
        .graphBuilder()
        .addInputs("input")
        .setInputTypes(InputType.convolutional(shape.height(), shape.width(), shape.channels()))
        // Its gradient is made from what the convolution passes on.
        .addLayer(
            "first",
            new ConvolutionLayer.Builder(1, 1)
                .nOut(shape.channels())
                .activation(Activation.IDENTITY)
                .build(),
            "input")
        .addLayer("convolution", convolution.build(), "first")
        .addLayer(
            "norm",
            new BatchNormalization.Builder()
                .useLogStd(false)
                .nIn(shape.outputs())
                .nOut(shape.outputs())
                .build(),
            "convolution")
        .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
        .addLayer(
            "loss",
            new CnnLossLayer.Builder(LossFunctions.LossFunction.L2)
                .activation(Activation.IDENTITY)
                .build(),
            "relu")
        .setOutputs("loss")
        .build();
  }

  private static INDArray normal(SplittableRandom random, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() + random.nextDouble() - 1);
    }
    return Nd4j.create(values, shape, 'c').castTo(DataType.FLOAT);
  }

  /** The largest difference, relative to the largest value. */
  private static void assertClose(INDArray ours, INDArray theirs, String what) {
    float[] a = ours.dup('c').data().asFloat();
    float[] b = theirs.dup('c').data().asFloat();
    assertThat(a).hasSameSizeAs(b);
    double scale = 1e-6;
    double difference = 0;
    for (int i = 0; i < b.length; i++) {
      scale = Math.max(scale, Math.abs(b[i]));
      difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
      assertThat(a[i]).isFinite();
    }
    assertThat(difference / scale)
        .as(String.format(Locale.ROOT, "%s: largest value %g", what, scale))
        .isLessThan(TOLERANCE);
  }
}
