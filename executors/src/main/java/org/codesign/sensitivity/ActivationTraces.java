package org.codesign.sensitivity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.codesign.engine.NativeArrays;
import org.codesign.network.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Traces of the Hessian of one image's normalised loss with respect to what a layer reads, averaged
 * over images (Dong et al., "HAWQ-V2", NeurIPS 2020, section 2.2). The loss is quadratic in the
 * block's output and the folded block is piecewise linear in its activations, so the Hessian is 2
 * J^T J / power wherever it exists and z^T H z = 2 ||J z||^2 / power, with J z the central
 * difference of two outputs: forward passes suffice.
 */
final class ActivationTraces {

  private static final double RELATIVE_STEP = 1e-2;

  private final ComputationGraph graph;
  private final List<Layer> path;
  private final BlockSample sample;

  /**
   * @param graph the probed graph of the block whose path is given
   */
  ActivationTraces(ComputationGraph graph, List<Layer> path, BlockSample sample) {
    this.graph = graph;
    this.path = path;
    this.sample = sample;
  }

  /**
   * The trace for a layer of the path.
   *
   * @param rootMeanSquare that of the activations the layer reads
   */
  TraceEstimate estimate(int layer, double rootMeanSquare, int probes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double step = RELATIVE_STEP * Math.max(rootMeanSquare, 1e-6);
    double[] samples = new double[probes];
    for (int probe = 0; probe < probes; probe++) {
      samples[probe] = product(layer, step, random.split());
    }
    return TraceEstimate.of(samples);
  }

  private double product(int layer, double step, SplittableRandom random) {
    double sum = 0;
    for (INDArray input : sample.inputs()) {
      INDArray[] inputs = unperturbed(input);
      INDArray probe = inputs[layer + 1];
      float[] signs = Rademacher.draw(probe.length(), (float) step, random);
      NativeArrays.copy(signs, probe);
      INDArray forward = graph.outputSingle(inputs);
      probe.negi();
      INDArray backward = graph.outputSingle(inputs);
      double norm = forward.subi(backward).norm2Number().doubleValue() / (2 * step);
      NativeArrays.free(forward, backward);
      NativeArrays.free(Arrays.copyOfRange(inputs, 1, inputs.length));
      sum += norm * norm;
    }
    return 2 * sum / (sample.images() * sample.power());
  }

  private INDArray[] unperturbed(INDArray input) {
    List<INDArray> inputs = new ArrayList<>(List.of(input));
    for (Layer layer : path) {
      inputs.add(
          Nd4j.zeros(
              org.nd4j.linalg.api.buffer.DataType.FLOAT,
              input.size(0),
              layer.input().channels(),
              layer.input().height(),
              layer.input().width()));
    }
    return inputs.toArray(INDArray[]::new);
  }
}
