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
import org.bytedeco.dnnl.primitive;
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
  private final boolean mirrored;
  private final convolution_forward forward;
  private final convolution_forward linear;
  private final convolution_forward linearAdded;
  private final primitive data;
  private final primitive dataAdded;
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
    linear = scope.own(new convolution_forward(made.linear(first.weights_desc(), false)));
    linearAdded = scope.own(new convolution_forward(made.linear(first.weights_desc(), true)));
    mirrored = made.isMirrored();
    memory.desc wanted;
    if (mirrored) {
      convolution_forward.primitive_desc back = made.mirrored(shape.swapped().any(), false);
      wanted = back.weights_desc();
      data = scope.own(new convolution_forward(back));
      dataAdded = scope.own(new convolution_forward(made.mirrored(wanted, true)));
    } else {
      convolution_backward_data.primitive_desc back = made.data(first);
      wanted = back.weights_desc();
      data = scope.own(new convolution_backward_data(back));
      dataAdded = data;
    }
    KernelWeights.Form to = new KernelWeights.Form(first.weights_desc(), false);
    KernelWeights.Form back = new KernelWeights.Form(wanted, mirrored);
    weights = new KernelWeights(scope, shape, to, back);
    direction = new KernelWeights(scope, shape, to, back);
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
              IntMemoryMap map = forwardArguments(Part.VALUE, weights, Part.VALUE);
              map.put(dnnl.DNNL_ARG_BIAS, bias);
              return map;
            });
    forward.execute(scope.queue(), arguments);
  }

  @Override
  public void tangent(Pass pass) {
    boolean chosen = pass.chosen().contains(name);
    if (chosen) {
      convolve(linear, Part.VALUE, direction);
    }
    if (pass.active().contains(source) || read.containsKey(Part.TANGENT)) {
      convolve(chosen ? linearAdded : linear, Part.TANGENT, weights);
    }
  }

  private void convolve(convolution_forward primitive, Part from, KernelWeights by) {
    primitive.execute(
        scope.queue(),
        bound.computeIfAbsent(
            List.of("tangent", from), key -> forwardArguments(from, by, Part.TANGENT)));
  }

  private IntMemoryMap forwardArguments(Part from, KernelWeights by, Part to) {
    return Dnnl.arguments(
        dnnl.DNNL_ARG_SRC,
        read(from),
        dnnl.DNNL_ARG_WEIGHTS,
        by.forward(),
        dnnl.DNNL_ARG_DST,
        output.part(to));
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
    boolean inPlace = mirrored && input.isWritten(to);
    memory target = inPlace ? input.part(to) : input.target(to);
    IntMemoryMap arguments =
        bound.computeIfAbsent(
            List.of("data", from, to, input.isWritten(to)),
            key ->
                Dnnl.arguments(
                    mirrored ? dnnl.DNNL_ARG_SRC : dnnl.DNNL_ARG_DIFF_DST,
                    output.part(from),
                    dnnl.DNNL_ARG_WEIGHTS,
                    by.backward(),
                    mirrored ? dnnl.DNNL_ARG_DST : dnnl.DNNL_ARG_DIFF_SRC,
                    target));
    (inPlace ? dataAdded : data).execute(scope.queue(), arguments);
    if (!inPlace) {
      input.commit(to);
    }
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
