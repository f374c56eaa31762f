package org.codesign.graph;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.network.TensorShape;

/** Kernels and tensors of a graph for one number of images. */
final class GraphSession implements AutoCloseable {

  private final LayerGraph graph;
  private final NativeMemory scope;
  private final Map<String, NativeTensor> tensors = new HashMap<>();
  private final Map<String, NodeKernel> kernels = new LinkedHashMap<>();
  private final Map<String, ConvolutionKernel> products = new LinkedHashMap<>();

  GraphSession(GraphModel model, int count) {
    graph = model.graph();
    Map<String, TensorShape> shapes = graph.shapes();
    long largest =
        shapes.values().stream().mapToLong(TensorShape::elements).max().orElseThrow() * count;
    if (largest > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "The largest tensor of %d images (%d values) must have at most %d values."
              .formatted(count, largest, Integer.MAX_VALUE / Float.BYTES));
    }
    scope = new NativeMemory(largest);
    Map<String, Integer> readers = graph.readers();
    Map<String, GraphOperation> operations = new HashMap<>();
    tensors.put(LayerGraph.INPUT, new NativeTensor(scope, graph.input().withBatch(count)));
    for (GraphNode node : graph.nodes()) {
      String first = node.inputs().get(0);
      boolean inPlace =
          isOverwriting(node.operation())
              && readers.get(first) == 1
              && isForgetful(operations.get(first));
      NativeTensor output =
          inPlace
              ? tensors.get(first)
              : new NativeTensor(scope, shapes.get(node.name()).withBatch(count));
      tensors.put(node.name(), output);
      operations.put(node.name(), node.operation());
      kernels.put(node.name(), kernel(node, output, model.weights()));
    }
  }

  /** Whether an operation can put its output where its first input was. */
  private static boolean isOverwriting(GraphOperation operation) {
    return operation instanceof GraphOperation.Add
        || (operation instanceof GraphOperation.Activation it && isRectifier(it.function()));
  }

  /** Whether an operation never looks at its output again. */
  private static boolean isForgetful(GraphOperation operation) {
    return operation instanceof GraphOperation.Convolution
        || operation instanceof GraphOperation.Linear
        || operation instanceof GraphOperation.BatchNormalization
        || operation instanceof GraphOperation.Add;
  }

  private static boolean isRectifier(ActivationFunction function) {
    return function.kind() == ActivationFunction.Kind.LEAKY && function.low() >= 0;
  }

  private NodeKernel kernel(GraphNode node, NativeTensor output, GraphWeights weights) {
    GraphOperation operation = node.operation();
    List<NativeTensor> inputs = node.inputs().stream().map(tensors::get).toList();
    NativeTensor input = inputs.get(0);
    if (operation instanceof GraphOperation.Convolution it) {
      return product(new ConvolutionKernel(scope, node, it, input, output));
    }
    if (operation instanceof GraphOperation.Linear it) {
      TensorShape in = input.shape();
      GraphOperation.Convolution whole =
          new GraphOperation.Convolution(
              it.outFeatures(), in.height(), in.width(), 1, 1, 1, 1, 0, 0, 0, 0, 1);
      return product(new ConvolutionKernel(scope, node, whole, input, output));
    }
    if (operation instanceof GraphOperation.BatchNormalization it) {
      return normalization(node, it, input, output, weights);
    }
    if (operation instanceof GraphOperation.Activation it) {
      return isRectifier(it.function())
          ? new RectifierKernel(scope, node, it.function().low(), input, output)
          : new FunctionKernel(node, it.function(), input, output);
    }
    if (operation instanceof GraphOperation.Pool it) {
      return new PoolKernel(node, it, input, output);
    }
    if (operation instanceof GraphOperation.GlobalAveragePool) {
      return new PoolKernel(node, PoolKernel.global(input.shape()), input, output);
    }
    if (operation instanceof GraphOperation.Multiply) {
      return new MultiplyKernel(node, inputs, output);
    }
    return operation instanceof GraphOperation.Concat
        ? new ConcatKernel(node, inputs, output)
        : new AddKernel(scope, node, inputs, output);
  }

  private ConvolutionKernel product(ConvolutionKernel kernel) {
    products.put(kernel.name(), kernel);
    return kernel;
  }

  private static NormalizationKernel normalization(
      GraphNode node,
      GraphOperation.BatchNormalization operation,
      NativeTensor input,
      NativeTensor output,
      GraphWeights weights) {
    float[] scale = weights.get(node.name(), Role.SCALE).clone();
    float[] shift = weights.get(node.name(), Role.SHIFT).clone();
    for (int i = 0; i < scale.length; i++) {
      double variance = weights.get(node.name(), Role.VARIANCE)[i];
      double factor = scale[i] / Math.sqrt(variance + operation.epsilon());
      scale[i] = (float) factor;
      shift[i] = (float) (shift[i] - factor * weights.get(node.name(), Role.MEAN)[i]);
    }
    return new NormalizationKernel(node, scale, shift, input, output);
  }

  NativeTensor tensor(String name) {
    return tensors.get(name);
  }

  NativeTensor logits() {
    return tensors.get(graph.output());
  }

  ConvolutionKernel product(String name) {
    return products.get(name);
  }

  NativeMemory scope() {
    return scope;
  }

  /** Puts images [N, C, H, W] where the kernels read them. */
  void setImages(float[] images) {
    NativeTensor target = tensors.get(LayerGraph.INPUT);
    toChannelsLast(images, target.shape(), target.floats(Part.VALUE));
  }

  /** Copies [N, C, H, W] to [N, H, W, C]. */
  static void toChannelsLast(float[] values, TensorShape shape, FloatBuffer into) {
    int channels = shape.channels();
    int pixels = shape.height() * shape.width();
    for (int image = 0; image < shape.batch(); image++) {
      for (int channel = 0; channel < channels; channel++) {
        int from = (image * channels + channel) * pixels;
        for (int pixel = 0; pixel < pixels; pixel++) {
          into.put((image * pixels + pixel) * channels + channel, values[from + pixel]);
        }
      }
    }
  }

  /** Copies [N, H, W, C] to [N, C, H, W]. */
  static float[] toChannelsFirst(FloatBuffer values, TensorShape shape) {
    float[] result = new float[Math.toIntExact(shape.elements())];
    int channels = shape.channels();
    int pixels = shape.height() * shape.width();
    for (int i = 0; i < result.length; i++) {
      int image = i / (channels * pixels);
      int channel = i / pixels % channels;
      result[i] = values.get((image * pixels + i % pixels) * channels + channel);
    }
    return result;
  }

  void forward() {
    forward(name -> {});
  }

  /**
   * Computes all values.
   *
   * @param before takes the name of each layer with weights before it runs
   */
  void forward(Consumer<String> before) {
    kernels.forEach(
        (name, kernel) -> {
          if (products.containsKey(name)) {
            before.accept(name);
          }
          kernel.forward();
        });
  }

  /** Tangents of everything that is active. */
  void tangent(Pass pass) {
    kernels.forEach(
        (name, kernel) -> {
          if (pass.active().contains(name)) {
            kernel.tangent(pass);
          }
        });
  }

  /** Gradients of everything that is wanted, from those of the logits. */
  void backward(Part part, Pass pass) {
    tensors.values().forEach(tensor -> tensor.clear(part));
    logits().markWritten(part);
    backward(part, pass, name -> {});
  }

  /**
   * Gradients of everything that is wanted, of a loss of tensors inside.
   *
   * @param before takes the name of each wanted node, and of the image at last, when all that reads
   *     it has contributed to its gradient; it may add to it, and must write it if nobody has
   */
  void backwardFromInside(Part part, Pass pass, Consumer<String> before) {
    tensors.values().forEach(tensor -> tensor.clear(part));
    backward(part, pass, before);
    before.accept(LayerGraph.INPUT);
  }

  private void backward(Part part, Pass pass, Consumer<String> before) {
    List<String> names = new ArrayList<>(kernels.keySet());
    for (int i = names.size() - 1; i >= 0; i--) {
      if (pass.wanted().contains(names.get(i))) {
        before.accept(names.get(i));
        kernels.get(names.get(i)).backward(part, pass);
      }
    }
  }

  /** The given tensors and all that depend on them. */
  Set<String> dependents(Set<String> sources) {
    Set<String> dependents = new HashSet<>(sources);
    for (GraphNode node : graph.nodes()) {
      if (node.inputs().stream().anyMatch(dependents::contains)) {
        dependents.add(node.name());
      }
    }
    return dependents;
  }

  /** The given tensors and all that they depend on, the image included. */
  Set<String> ancestors(Set<String> targets) {
    Set<String> ancestors = new HashSet<>(targets);
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      GraphNode node = graph.nodes().get(i);
      if (ancestors.contains(node.name())) {
        ancestors.addAll(node.inputs());
      }
    }
    return ancestors;
  }

  /** Adds what the curved functions after a direction add to each image's second derivative. */
  void addBends(Pass pass, double[] into) {
    kernels.values().forEach(kernel -> kernel.addBends(pass, into));
  }

  @Override
  public void close() {
    scope.close();
  }
}
