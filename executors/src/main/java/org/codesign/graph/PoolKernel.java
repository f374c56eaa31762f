package org.codesign.graph;

import java.nio.FloatBuffer;
import org.codesign.graph.GraphOperation.Pool;
import org.codesign.network.TensorShape;

/** Windows of a maximum or of a mean; the maximum stays where it is at the value itself. */
final class PoolKernel implements NodeKernel {

  private final String source;
  private final Pool pool;
  private final NativeTensor input;
  private final NativeTensor output;
  private final TensorShape in;
  private final TensorShape out;
  private final int[] largest;

  PoolKernel(GraphNode node, Pool pool, NativeTensor input, NativeTensor output) {
    this.source = node.inputs().get(0);
    this.pool = pool;
    this.input = input;
    this.output = output;
    this.in = input.shape();
    this.out = output.shape();
    this.largest = new int[pool.maximum() ? Math.toIntExact(out.elements()) : 0];
  }

  /** The mean of everything as a window. */
  static Pool global(TensorShape shape) {
    return new Pool(false, shape.height(), shape.width(), 1, 1, 0, 0, 0, 0, false);
  }

  @Override
  public void forward() {
    if (pool.maximum()) {
      eachWindow(this::findLargest);
      gather(Part.VALUE);
    } else {
      average(Part.VALUE);
    }
  }

  @Override
  public void tangent(Pass pass) {
    if (pool.maximum()) {
      gather(Part.TANGENT);
    } else {
      average(Part.TANGENT);
    }
  }

  @Override
  public void backward(Part part, Pass pass) {
    if (!pass.wanted().contains(source)) {
      return;
    }
    FloatBuffer to = input.floats(part);
    FloatBuffer from = output.floats(part);
    if (!input.isWritten(part)) {
      for (int i = 0; i < in.elements(); i++) {
        to.put(i, 0);
      }
      input.markWritten(part);
    }
    if (pool.maximum()) {
      for (int i = 0; i < largest.length; i++) {
        to.put(largest[i], to.get(largest[i]) + from.get(i));
      }
    } else {
      eachWindow(
          (at, first, rows, columns) ->
              eachInput(
                  at,
                  first,
                  rows,
                  columns,
                  (o, i, weight) -> to.put(i, to.get(i) + weight * from.get(o))));
    }
  }

  private void gather(Part part) {
    FloatBuffer from = input.floats(part);
    FloatBuffer to = output.floats(part);
    for (int i = 0; i < largest.length; i++) {
      to.put(i, from.get(largest[i]));
    }
  }

  private void average(Part part) {
    FloatBuffer from = input.floats(part);
    FloatBuffer to = output.floats(part);
    for (int i = 0; i < out.elements(); i++) {
      to.put(i, 0);
    }
    eachWindow(
        (at, first, rows, columns) ->
            eachInput(
                at,
                first,
                rows,
                columns,
                (o, i, weight) -> to.put(o, to.get(o) + weight * from.get(i))));
  }

  private void findLargest(int at, int first, int rows, int columns) {
    FloatBuffer values = input.floats(Part.VALUE);
    int channels = in.channels();
    for (int channel = 0; channel < channels; channel++) {
      int best = first + channel;
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          int i = first + (row * in.width() + column) * channels + channel;
          best = values.get(i) > values.get(best) ? i : best;
        }
      }
      largest[at + channel] = best;
    }
  }

  private void eachInput(int at, int first, int rows, int columns, Link link) {
    int channels = in.channels();
    int count = pool.countPadding() ? pool.kernelHeight() * pool.kernelWidth() : rows * columns;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int i = first + (row * in.width() + column) * channels;
        for (int channel = 0; channel < channels; channel++) {
          link.visit(at + channel, i + channel, 1f / count);
        }
      }
    }
  }

  private void eachWindow(Window window) {
    int at = 0;
    for (int image = 0; image < out.batch(); image++) {
      for (int y = 0; y < out.height(); y++) {
        int top = y * pool.strideHeight() - pool.top();
        int above = Math.max(top, 0);
        int rows = Math.min(top + pool.kernelHeight(), in.height()) - above;
        for (int x = 0; x < out.width(); x++) {
          int left = x * pool.strideWidth() - pool.left();
          int before = Math.max(left, 0);
          int columns = Math.min(left + pool.kernelWidth(), in.width()) - before;
          int pixel = (image * in.height() + above) * in.width() + before;
          window.visit(at, pixel * in.channels(), rows, columns);
          at += out.channels();
        }
      }
    }
  }

  /** A window: its first output, its first input, and its size inside the image. */
  private interface Window {
    void visit(int at, int first, int rows, int columns);
  }

  /** An output, an input, and how much the input counts. */
  private interface Link {
    void visit(int output, int input, float weight);
  }
}
