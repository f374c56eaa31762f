package org.codesign.engine;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The loss ||output - target||^2 of an image, averaged over images; its gradient, summed over them,
 * is 2 (output - target).
 */
final class SquaredErrorNode implements LossNode {

  private static final int CHUNK = 2048;

  private DnnlValue input;
  private DnnlTensor target;
  private double loss;

  @Override
  public DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs) {
    input = inputs.get(0);
    return input;
  }

  @Override
  public void backward(DnnlPlan plan, DnnlValue output) {
    target = new DnnlTensor(Dnnl.layout(memory.format_tag.nchw, input.dimensions()), null);
    DnnlTensor wanted = plan.inLayout(target, input.tensor().layout());
    DnnlTensor gradient = plan.take(input.tensor().layout());
    plan.step(
        () -> {
          double sum = difference(input.tensor().floats(), wanted.floats(), gradient.floats());
          loss = sum / input.shape()[0];
        });
    plan.releaseCopy(wanted, target);
    plan.contribute(input, gradient);
  }

  /** Writes the gradient and returns the sum of squares; padding is zero on both sides. */
  private static double difference(FloatBuffer output, FloatBuffer wanted, FloatBuffer gradient) {
    float[] values = new float[CHUNK];
    float[] others = new float[CHUNK];
    double sum = 0;
    while (output.hasRemaining()) {
      int count = Math.min(CHUNK, output.remaining());
      output.get(values, 0, count);
      wanted.get(others, 0, count);
      for (int i = 0; i < count; i++) {
        values[i] -= others[i];
        sum += (double) values[i] * values[i];
        values[i] *= 2;
      }
      gradient.put(values, 0, count);
    }
    return sum;
  }

  @Override
  public void setLabels(INDArray labels) {
    target.bind(labels);
  }

  @Override
  public double loss() {
    return loss;
  }
}
