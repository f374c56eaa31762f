package org.codesign.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.network.TensorShape;

/** The slow, obvious twin: one image at a time, in hyper-dual numbers. */
final class NaiveGraph {

  private final GraphModel model;
  private final Map<String, TensorShape> shapes;
  final Map<String, HyperDual[]> weights = new HashMap<>();
  final Map<String, HyperDual[]> inputOffsets = new HashMap<>();

  NaiveGraph(GraphModel model) {
    this.model = model;
    shapes = model.graph().shapes();
    for (GraphNode node : model.graph().nodes()) {
      if (GraphModel.isProduct(node.operation())) {
        weights.put(node.name(), dual(model.weights().get(node.name(), Role.WEIGHTS)));
      }
    }
  }

  static HyperDual[] dual(float[] values) {
    HyperDual[] result = new HyperDual[values.length];
    Arrays.setAll(result, i -> HyperDual.of(values[i]));
    return result;
  }

  /** The weights of a layer as w + u e1 + v e2. */
  void direct(String name, float[] u, float[] v) {
    float[] w = model.weights().get(name, Role.WEIGHTS);
    HyperDual[] result = new HyperDual[w.length];
    Arrays.setAll(result, i -> new HyperDual(w[i], u[i], v[i], 0));
    weights.put(name, result);
  }

  HyperDual[] logits(float[] image) {
    Map<String, HyperDual[]> values = new HashMap<>();
    values.put(LayerGraph.INPUT, dual(image));
    for (GraphNode node : model.graph().nodes()) {
      values.put(node.name(), run(node, values));
    }
    return values.get(model.graph().output());
  }

  /** -log softmax(z)[label]. */
  static HyperDual crossEntropy(HyperDual[] logits, int label) {
    HyperDual sum = HyperDual.ZERO;
    for (HyperDual logit : logits) {
      sum = sum.plus(logit.exp());
    }
    return sum.log().plus(logits[label].times(-1));
  }

  private HyperDual[] run(GraphNode node, Map<String, HyperDual[]> values) {
    GraphOperation operation = node.operation();
    HyperDual[] x = values.get(node.inputs().get(0));
    TensorShape in = shapes.get(node.inputs().get(0));
    if (inputOffsets.containsKey(node.name())) {
      HyperDual[] offset = inputOffsets.get(node.name());
      HyperDual[] moved = new HyperDual[x.length];
      for (int i = 0; i < x.length; i++) {
        moved[i] = x[i].plus(offset[i]);
      }
      x = moved;
    }
    HyperDual[] y = new HyperDual[Math.toIntExact(shapes.get(node.name()).elements())];
    if (operation instanceof GraphOperation.Convolution it) {
      return convolve(node.name(), it, in, x, y);
    }
    if (operation instanceof GraphOperation.Linear it) {
      return convolve(
          node.name(),
          new GraphOperation.Convolution(
              it.outFeatures(), in.height(), in.width(), 1, 1, 1, 1, 0, 0, 0, 0, 1),
          in,
          x,
          y);
    }
    if (operation instanceof GraphOperation.BatchNormalization it) {
      return normalize(node.name(), it, in, x, y);
    }
    if (operation instanceof GraphOperation.Activation it) {
      ActivationFunction f = it.function();
      for (int i = 0; i < y.length; i++) {
        y[i] =
            x[i].map(v -> f.value((float) v), v -> f.slope((float) v), v -> f.curvature((float) v));
      }
      return y;
    }
    if (operation instanceof GraphOperation.Add) {
      HyperDual[] other = values.get(node.inputs().get(1));
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i].plus(other[i]);
      }
      return y;
    }
    if (operation instanceof GraphOperation.Multiply) {
      HyperDual[] other = values.get(node.inputs().get(1));
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i].times(other[i / (y.length / other.length)]);
      }
      return y;
    }
    if (operation instanceof GraphOperation.Concat) {
      int at = 0;
      for (String name : node.inputs()) {
        HyperDual[] part = values.get(name);
        System.arraycopy(part, 0, y, at, part.length);
        at += part.length;
      }
      return y;
    }
    GraphOperation.Pool pool =
        operation instanceof GraphOperation.Pool it
            ? it
            : new GraphOperation.Pool(false, in.height(), in.width(), 1, 1, 0, 0, 0, 0, false);
    return pool(pool, in, shapes.get(node.name()), x, y);
  }

  private HyperDual[] convolve(
      String name, GraphOperation.Convolution it, TensorShape in, HyperDual[] x, HyperDual[] y) {
    TensorShape out = shapes.get(name);
    float[] bias = model.weights().get(name, Role.BIAS);
    HyperDual[] w = weights.get(name);
    int ins = in.channels() / it.groups();
    int outs = out.channels() / it.groups();
    for (int o = 0; o < out.channels(); o++) {
      for (int r = 0; r < out.height(); r++) {
        for (int c = 0; c < out.width(); c++) {
          HyperDual sum = HyperDual.of(bias[o]);
          for (int i = 0; i < ins; i++) {
            for (int kr = 0; kr < it.kernelHeight(); kr++) {
              for (int kc = 0; kc < it.kernelWidth(); kc++) {
                int row = r * it.strideHeight() - it.top() + kr * it.dilationHeight();
                int column = c * it.strideWidth() - it.left() + kc * it.dilationWidth();
                if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                  int channel = o / outs * ins + i;
                  int at = ((o * ins + i) * it.kernelHeight() + kr) * it.kernelWidth() + kc;
                  sum =
                      sum.plus(w[at].times(x[(channel * in.height() + row) * in.width() + column]));
                }
              }
            }
          }
          y[(o * out.height() + r) * out.width() + c] = sum;
        }
      }
    }
    return y;
  }

  private HyperDual[] normalize(
      String name,
      GraphOperation.BatchNormalization it,
      TensorShape in,
      HyperDual[] x,
      HyperDual[] y) {
    GraphWeights all = model.weights();
    int pixels = in.height() * in.width();
    for (int i = 0; i < y.length; i++) {
      int c = i / pixels;
      double factor =
          all.get(name, Role.SCALE)[c] / Math.sqrt(all.get(name, Role.VARIANCE)[c] + it.epsilon());
      y[i] =
          x[i].plus(HyperDual.of(-all.get(name, Role.MEAN)[c]))
              .times(factor)
              .plus(HyperDual.of(all.get(name, Role.SHIFT)[c]));
    }
    return y;
  }

  private static HyperDual[] pool(
      GraphOperation.Pool pool, TensorShape in, TensorShape out, HyperDual[] x, HyperDual[] y) {
    for (int i = 0; i < y.length; i++) {
      int channel = i / (out.height() * out.width());
      int top = i / out.width() % out.height() * pool.strideHeight() - pool.top();
      int left = i % out.width() * pool.strideWidth() - pool.left();
      HyperDual sum = HyperDual.ZERO;
      HyperDual largest = HyperDual.of(Double.NEGATIVE_INFINITY);
      int count = 0;
      for (int row = top; row < top + pool.kernelHeight(); row++) {
        for (int column = left; column < left + pool.kernelWidth(); column++) {
          if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
            HyperDual value = x[(channel * in.height() + row) * in.width() + column];
            sum = sum.plus(value);
            largest = value.value() > largest.value() ? value : largest;
            count++;
          }
        }
      }
      int area = pool.countPadding() ? pool.kernelHeight() * pool.kernelWidth() : count;
      y[i] = pool.maximum() ? largest : sum.times(1.0 / area);
    }
    return y;
  }

  List<String> layers() {
    return model.graph().nodes().stream()
        .filter(node -> GraphModel.isProduct(node.operation()))
        .map(GraphNode::name)
        .toList();
  }
}
