package org.codesign.benchmarks;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.codesign.engine.Graphs;
import org.codesign.engine.NativeArrays;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * A {@link GradientCase} on our side: values are drawn and gradients written in libtorch's order.
 */
final class GradientGraph {

  private final GradientCase shape;
  private final SplittableRandom random;
  private final ComputationGraph graph;

  GradientGraph(GradientCase shape) {
    this.shape = shape;
    this.random = new SplittableRandom(shape.seed());
    this.graph = Graphs.initialised(configuration());
  }

  private ComputationGraphConfiguration configuration() {
    var builder =
        new NeuralNetConfiguration.Builder()
            .updater(new NoOp())
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(
                InputType.convolutional(shape.height(), shape.width(), shape.channels()));
    builder.addLayer(
        "first",
        new ConvolutionLayer.Builder(1, 1)
            .nOut(shape.channels())
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        "input");
    builder.addLayer("second", convolution(), "first");
    if (shape.normalised()) {
      builder.addLayer(
          "norm", new BatchNormalization.Builder().useLogStd(false).eps(1e-5).build(), "second");
    }
    builder.addLayer(
        "relu", new ActivationLayer(Activation.RELU), shape.normalised() ? "norm" : "second");
    builder.addLayer(
        "loss",
        new CnnLossLayer.Builder(LossFunctions.LossFunction.L2)
            .activation(Activation.IDENTITY)
            .build(),
        "relu");
    return builder.setOutputs("loss").build();
  }

  private ConvolutionLayer convolution() {
    int[] kernel = {shape.kernel(), shape.kernel()};
    int[] stride = {shape.stride(), shape.stride()};
    int[] padding = {shape.padding(), shape.padding()};
    ConvolutionLayer.BaseConvBuilder<?> builder =
        shape.groups() > 1
            ? new DepthwiseConvolution2D.Builder(kernel, stride, padding)
                .depthMultiplier(shape.outputs() / shape.channels())
            : new ConvolutionLayer.Builder(kernel, stride, padding);
    builder.nIn(shape.channels());
    builder.nOut(shape.outputs());
    builder.dilation(shape.dilation(), shape.dilation());
    return builder.hasBias(!shape.normalised()).activation(Activation.IDENTITY).build();
  }

  /** Writes the answer, then the gradient of each parameter. */
  void write(Path file) throws IOException {
    long[] from = {shape.batch(), shape.channels(), shape.height(), shape.width()};
    long[] to = {
      shape.batch(), shape.outputs(), shape.output(shape.height()), shape.output(shape.width())
    };
    INDArray input = drawn(from);
    graph.getLayer("first").getParam("W").assign(drawn(shape.channels(), shape.channels(), 1, 1));
    INDArray weights = drawn(weightShape());
    canonical(graph.getLayer("second").getParam("W")).assign(weights);
    List<String> names = new ArrayList<>(List.of("first_W", "second_W"));
    if (shape.normalised()) {
      set("norm", "gamma");
      set("norm", "beta");
      names.addAll(List.of("norm_gamma", "norm_beta"));
    } else {
      set("second", "b");
      names.add("second_b");
    }
    graph.setInput(0, input);
    graph.setLabel(0, drawn(to));
    try (DataOutputStream stream = new DataOutputStream(Files.newOutputStream(file))) {
      write(stream, NativeArrays.values(graph.outputSingle(input)));
      graph.setInput(0, input);
      graph.computeGradientAndScore();
      for (String name : names) {
        INDArray gradient = graph.gradient().getGradientFor(name);
        boolean isWeight = "second_W".equals(name);
        write(stream, NativeArrays.values(isWeight ? canonical(gradient) : gradient));
      }
    }
    graph.close();
  }

  private long[] weightShape() {
    return new long[] {
      shape.groups() > 1 ? shape.channels() : shape.outputs(),
      shape.groups() > 1 ? shape.outputs() / shape.channels() : shape.channels(),
      shape.kernel(),
      shape.kernel()
    };
  }

  /** [O, I, H, W], or [C, multiplier, H, W] for a depthwise convolution. */
  private INDArray canonical(INDArray weights) {
    return shape.groups() > 1 ? weights.permute(2, 3, 0, 1) : weights;
  }

  private void set(String layer, String key) {
    INDArray target = graph.getLayer(layer).getParam(key);
    target.assign(drawn(target.shape()));
  }

  private INDArray drawn(long... size) {
    int count = 1;
    for (long each : size) {
      count = Math.toIntExact(count * each);
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return Nd4j.create(values, size, 'c');
  }

  private static void write(DataOutputStream stream, float[] values) throws IOException {
    stream.writeInt(values.length);
    for (float value : values) {
      stream.writeFloat(value);
    }
  }
}
