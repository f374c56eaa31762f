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

  private final float[] values = new float[CHUNK];
  private final float[] others = new float[CHUNK];
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
  private double difference(FloatBuffer output, FloatBuffer wanted, FloatBuffer gradient) {
    double sum = 0;
    while (output.hasRemaining()) {
      int count = Math.min(CHUNK, output.remaining());
      output.get(values, 0, count);
      wanted.get(others, 0, count);
      for (int i = 0; i < count; i++) {
        values[i] -= others[i];
      }
      sum += squares(values, count);
      for (int i = 0; i < count; i++) {
        values[i] *= 2;
      }
      gradient.put(values, 0, count);
    }
    return sum;
  }

  /** Four sums side by side: one alone waits for each of its additions. */
  private static double squares(float[] values, int count) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i <= count - 4; i += 4) {
      first += (double) values[i] * values[i];
      second += (double) values[i + 1] * values[i + 1];
      third += (double) values[i + 2] * values[i + 2];
      fourth += (double) values[i + 3] * values[i + 3];
    }
    for (; i < count; i++) {
      first += (double) values[i] * values[i];
    }
    return first + second + third + fourth;
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
