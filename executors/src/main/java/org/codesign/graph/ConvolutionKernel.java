package org.codesign.graph;

import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.codesign.engine.Dnnl;
import org.codesign.graph.GraphOperation.Convolution;
import org.codesign.network.TensorShape;

/**
 * A convolution y = W * x + b. With the direction V of W and dots for directional derivatives, y. =
 * W * x. + V * x; with g for gradients and ' for the adjoint, g_x = W' g_y, g_x. = W' g_y. + V'
 * g_y, and g_W = g_y (x) x, g_W. = g_y. (x) x + g_y (x) x.
 */
final class ConvolutionKernel implements NodeKernel {

  private final NativeMemory scope;
  private final String name;
  private final String source;
  private final NativeTensor input;
  private final NativeTensor output;
  private final WeightShape shape;
  private final convolution_forward forward;
  private final convolution_forward linear;
  private final convolution_backward_data data;
  private final convolution_backward_weights filter;
  private final memory filterGradient;
  private final reorder toPlain;
  private final IntMemoryMap plainArguments;
  private final FloatBuffer plainGradient;
  private final KernelWeights weights;
  private final KernelWeights direction;
  private final memory bias;
  private final Map<List<Object>, IntMemoryMap> bound = new HashMap<>();
  private final EnumMap<Part, memory> read = new EnumMap<>(Part.class);

  ConvolutionKernel(
      NativeMemory scope,
      GraphNode node,
      Convolution operation,
      NativeTensor input,
      NativeTensor output) {
    this.scope = scope;
    this.name = node.name();
    this.source = node.inputs().get(0);
    this.input = input;
    this.output = output;
    TensorShape in = input.shape();
    shape =
        new WeightShape(
            operation.groups(),
            operation.outChannels(),
            in.channels() / operation.groups(),
            operation.kernelHeight(),
            operation.kernelWidth());
    ConvolutionPrimitives made = new ConvolutionPrimitives(operation, shape, in, output.shape());
    convolution_forward.primitive_desc first = scope.own(made.forward());
    forward = scope.own(new convolution_forward(first));
    linear = scope.own(new convolution_forward(made.linear(first.weights_desc())));
    convolution_backward_data.primitive_desc back = made.data(first);
    data = scope.own(new convolution_backward_data(back));
    weights = new KernelWeights(scope, shape, first.weights_desc(), back.weights_desc());
    direction = new KernelWeights(scope, shape, first.weights_desc(), back.weights_desc());
    convolution_backward_weights.primitive_desc filters = made.weights(first);
    filter = scope.own(new convolution_backward_weights(filters));
    filterGradient = scope.memory(filters.diff_weights_desc());
    memory plain = scope.memory(shape.layout());
    plainGradient = NativeMemory.floats(plain, shape.length());
    toPlain = scope.own(new reorder(filterGradient, plain));
    plainArguments = Dnnl.arguments(dnnl.DNNL_ARG_FROM, filterGradient, dnnl.DNNL_ARG_TO, plain);
    bias = scope.memory(first.bias_desc());
  }

  String name() {
    return name;
  }

  /** The name of what it reads. */
  String source() {
    return source;
  }

  NativeTensor input() {
    return input;
  }

  void setWeights(float[] values, float[] biases) {
    weights.set(values);
    NativeMemory.floats(bias, biases.length).put(biases);
  }

  void setDirection(float[] values) {
    direction.set(values);
  }

  /** Lets the convolution read something else than its input. */
  void readInstead(Part part, memory tensor) {
    memory before = read.put(part, tensor);
    if (before == null || before.address() != tensor.address()) {
      bound.clear();
    }
  }

  /** Lets the convolution read its input again. */
  void readInput(Part part) {
    if (read.remove(part) != null) {
      bound.clear();
    }
  }

  private memory read(Part part) {
    memory other = read.get(part);
    return other == null ? input.part(part) : other;
  }

  @Override
  public void forward() {
    IntMemoryMap arguments =
        bound.computeIfAbsent(
            List.of("forward"),
            key -> {
              IntMemoryMap map = forwardArguments(Part.VALUE, weights, output.part(Part.VALUE));
              map.put(dnnl.DNNL_ARG_BIAS, bias);
              return map;
            });
    forward.execute(scope.queue(), arguments);
  }

  @Override
  public void tangent(Pass pass) {
    output.clear(Part.TANGENT);
    if (pass.chosen().contains(name)) {
      convolve(Part.VALUE, direction);
    }
    if (pass.active().contains(source) || read.containsKey(Part.TANGENT)) {
      convolve(Part.TANGENT, weights);
    }
  }

  private void convolve(Part from, KernelWeights by) {
    memory target = output.target(Part.TANGENT);
    linear.execute(
        scope.queue(),
        bound.computeIfAbsent(
            List.of("tangent", from, output.isWritten(Part.TANGENT)),
            key -> forwardArguments(from, by, target)));
    output.commit(Part.TANGENT);
  }

  private IntMemoryMap forwardArguments(Part from, KernelWeights by, memory to) {
    return Dnnl.arguments(
        dnnl.DNNL_ARG_SRC, read(from), dnnl.DNNL_ARG_WEIGHTS, by.forward(), dnnl.DNNL_ARG_DST, to);
  }

  @Override
  public void backward(Part part, Pass pass) {
    if (!pass.wanted().contains(source)) {
      return;
    }
    contribute(part, weights, part);
    if (part == Part.GRADIENT_TANGENT && pass.chosen().contains(name)) {
      contribute(Part.GRADIENT, direction, part);
    }
  }

  private void contribute(Part from, KernelWeights by, Part to) {
    memory target = input.target(to);
    data.execute(
        scope.queue(),
        bound.computeIfAbsent(
            List.of("data", from, to, input.isWritten(to)),
            key ->
                Dnnl.arguments(
                    dnnl.DNNL_ARG_DIFF_DST,
                    output.part(from),
                    dnnl.DNNL_ARG_WEIGHTS,
                    by.backward(),
                    dnnl.DNNL_ARG_DIFF_SRC,
                    target)));
    input.commit(to);
  }

  /** Adds the gradient of the weights. */
  void addGradient(float[] into) {
    addFilter(Part.VALUE, Part.GRADIENT, into);
  }

  /** Adds the derivative of a linear function of the logits with respect to the weights. */
  void addCotangent(float[] into) {
    addFilter(Part.VALUE, Part.COTANGENT, into);
  }

  /** Adds the directional derivative of the gradient of the weights. */
  void addGradientTangent(float[] into, boolean active) {
    addFilter(Part.VALUE, Part.GRADIENT_TANGENT, into);
    if (active) {
      addFilter(Part.TANGENT, Part.GRADIENT, into);
    }
  }

  private void addFilter(Part from, Part gradient, float[] into) {
    IntMemoryMap arguments =
        bound.computeIfAbsent(
            List.of("filter", from, gradient),
            key ->
                Dnnl.arguments(
                    dnnl.DNNL_ARG_SRC,
                    read(from),
                    dnnl.DNNL_ARG_DIFF_DST,
                    output.part(gradient),
                    dnnl.DNNL_ARG_DIFF_WEIGHTS,
                    filterGradient));
    filter.execute(scope.queue(), arguments);
    toPlain.execute(scope.queue(), plainArguments);
    for (int i = 0; i < into.length; i++) {
      into[i] += plainGradient.get(i);
    }
  }
}
