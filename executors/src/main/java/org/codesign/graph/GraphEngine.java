package org.codesign.graph;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.dnnl.memory;
import org.codesign.engine.Dnnl;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.network.TensorShape;
import org.codesign.sensitivity.CurvatureModel;
import org.codesign.sensitivity.InputQuantizer;
import org.codesign.sensitivity.WeightedLayer;
import org.jspecify.annotations.Nullable;

/**
 * The outputs, gradients and curvature of a graph in oneDNN. A product with the Hessian is that of
 * Pearlmutter ("Fast exact multiplication by the Hessian", Neural Computation 6, 1994): the
 * directional derivative of the gradient, with the batch's outputs and gradients kept for all
 * directions. It is exact wherever the network is differentiable twice.
 */
public final class GraphEngine implements CurvatureModel {

  private final GraphModel model;
  private final SampleLoss loss;
  private final Optional<Answers> answers;
  private final List<WeightedLayer> layers = new ArrayList<>();
  private final Map<String, float[]> weights = new HashMap<>();
  private final Map<String, InputQuantizer> quantizers = new HashMap<>();
  private final Map<String, memory> quantized = new HashMap<>();
  private final Map<String, memory> directions = new HashMap<>();
  private final Set<String> changed = new HashSet<>();
  private @Nullable GraphSession session;
  private int count;
  private float[] logits = new float[0];
  private float[] directed = new float[0];

  /**
   * A model of a network and a loss of its logits.
   *
   * @throws IllegalArgumentException if the loss has another number of classes
   * @throws IllegalStateException if oneDNN cannot run here
   */
  public GraphEngine(GraphModel model, SampleLoss loss) {
    this(model, loss, Optional.empty());
  }

  private GraphEngine(GraphModel model, SampleLoss loss, Optional<Answers> answers) {
    this.answers = answers;
    if (!Dnnl.obstacle().isEmpty()) {
      throw new IllegalStateException("The graph cannot run: " + Dnnl.obstacle() + ".");
    }
    this.model = model;
    this.loss = loss;
    Map<String, TensorShape> shapes = model.graph().shapes();
    TensorShape output = shapes.get(model.graph().output());
    if (!output.equals(TensorShape.vector(loss.classes()))) {
      throw new IllegalArgumentException(
          "The network's output %s must be one of %d classes.".formatted(output, loss.classes()));
    }
    for (GraphNode node : model.graph().nodes()) {
      if (GraphModel.isProduct(node.operation())) {
        float[] values = model.weights().get(node.name(), Role.WEIGHTS);
        TensorShape in = shapes.get(node.inputs().get(0));
        int channels = shapes.get(node.name()).channels();
        layers.add(new WeightedLayer(node.name(), values.length, channels, in.elements()));
        weights.put(node.name(), values);
      }
    }
  }

  /** The network's answers with its own weights, whatever the weights are set to. */
  private record Answers(GraphEngine network, StoredLogits logits) {}

  /**
   * A model whose loss is the mean squared distance of the logits to those that the network gives
   * with the weights that it has here; labels are not looked at.
   */
  public static GraphEngine ofOwnAnswers(GraphModel model, int classes) {
    StoredLogits logits = StoredLogits.ofBatches(classes);
    GraphEngine network = new GraphEngine(model, new SampleLoss.CrossEntropy(classes));
    return new GraphEngine(
        model, new SampleLoss.SquaredDistance(logits), Optional.of(new Answers(network, logits)));
  }

  @Override
  public List<WeightedLayer> layers() {
    return List.copyOf(layers);
  }

  @Override
  public boolean isPiecewiseLinear() {
    return model.isPiecewiseLinear();
  }

  @Override
  public float[] weights(int layer) {
    return weights.get(name(layer)).clone();
  }

  @Override
  public void setWeights(int layer, float[] values) {
    requireLength("weights", values, layers.get(layer).parameters());
    weights.put(name(layer), values.clone());
    changed.add(name(layer));
  }

  @Override
  public void quantizeInput(int layer, @Nullable InputQuantizer quantizer) {
    if (quantizer == null) {
      quantizers.remove(name(layer));
    } else {
      quantizers.put(name(layer), quantizer);
    }
  }

  @Override
  public double batch(float[] images, int[] labels, int number) {
    float[] gradient = new float[Math.multiplyExact(number, loss.classes())];
    double sum = losses(images, labels, number, gradient);
    session().logits().floats(Part.GRADIENT).clear().put(gradient);
    session().backward(Part.GRADIENT, pass(layerNames()));
    return sum;
  }

  @Override
  public double loss(float[] images, int[] labels, int number) {
    return losses(images, labels, number, new float[Math.multiplyExact(number, loss.classes())]);
  }

  private double losses(float[] images, int[] labels, int number, float[] gradient) {
    answers.ifPresent(it -> it.logits().replace(it.network().forward(images, number)));
    var unused = forward(images, number);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += loss.value(logits, i * loss.classes(), answers.isPresent() ? i : labels[i], gradient);
    }
    return sum;
  }

  /** Runs the network alone and returns the logits, [N, classes]; gradients are not at hand. */
  public float[] forward(float[] images, int number) {
    requireLength("images", images, number * model.graph().input().elements());
    if (session == null || number != count) {
      open(number);
    }
    GraphSession current = session();
    for (String name : changed) {
      current.product(name).setWeights(weights.get(name), model.weights().get(name, Role.BIAS));
    }
    changed.clear();
    current.setImages(images);
    run(current);
    current.logits().floats(Part.VALUE).clear().get(logits);
    return logits.clone();
  }

  /** What a layer read in the last batch, [N, C, H, W], before any quantizer. */
  public float[] input(int layer) {
    NativeTensor input = session().product(name(layer)).input();
    return GraphSession.toChannelsFirst(input.floats(Part.VALUE), input.shape());
  }

  private void open(int number) {
    closeSession();
    session = new GraphSession(model, number);
    count = number;
    logits = new float[number * loss.classes()];
    directed = new float[logits.length];
    changed.addAll(weights.keySet());
  }

  private void run(GraphSession current) {
    if (quantizers.isEmpty() && quantized.isEmpty()) {
      current.forward();
      return;
    }
    layerNames().forEach(name -> bindInput(current.product(name), name));
    current.forward(name -> quantize(current, name));
  }

  private void bindInput(ConvolutionKernel kernel, String name) {
    if (quantizers.containsKey(name)) {
      kernel.readInstead(
          Part.VALUE,
          quantized.computeIfAbsent(
              name, key -> session().scope().memory(kernel.input().layout())));
    } else {
      kernel.readInput(Part.VALUE);
    }
  }

  private void quantize(GraphSession current, String name) {
    InputQuantizer quantizer = quantizers.get(name);
    if (quantizer != null) {
      NativeTensor input = current.product(name).input();
      FloatBuffer from = input.floats(Part.VALUE);
      FloatBuffer to = NativeMemory.floats(quantized.get(name), input.shape().elements());
      for (int i = 0; i < to.capacity(); i++) {
        to.put(i, quantizer.quantize(from.get(i)));
      }
    }
  }

  @Override
  public float[] logits() {
    return logits.clone();
  }

  @Override
  public void addGradient(int layer, float[] into) {
    requireLength("gradient", into, layers.get(layer).parameters());
    session().product(name(layer)).addGradient(into);
  }

  @Override
  public void addHessianProduct(float[] @Nullable [] direction, float[] @Nullable [] into) {
    Set<String> chosen = new HashSet<>();
    for (int layer = 0; layer < direction.length; layer++) {
      if (direction[layer] != null) {
        direct(layer, direction[layer]);
        chosen.add(name(layer));
      }
    }
    if (chosen.isEmpty()) {
      return;
    }
    Pass pass = pass(chosen);
    GraphSession current = session();
    current.tangent(pass);
    current.logits().floats(Part.GRADIENT_TANGENT).clear().put(lossProduct());
    current.backward(Part.GRADIENT_TANGENT, pass);
    for (int layer = 0; layer < direction.length; layer++) {
      if (direction[layer] != null) {
        ConvolutionKernel kernel = current.product(name(layer));
        kernel.addGradientTangent(into[layer], pass.active().contains(kernel.source()));
      }
    }
  }

  @Override
  public void addLogitGradient(float[] signs, float[][] into) {
    requireLength("signs", signs, logits.length);
    float[] seeds = new float[logits.length];
    for (int i = 0; i < count; i++) {
      loss.root(logits, i * loss.classes(), signs, seeds);
    }
    GraphSession current = session();
    current.logits().floats(Part.COTANGENT).clear().put(seeds);
    current.backward(Part.COTANGENT, pass(layerNames()));
    for (int layer = 0; layer < into.length; layer++) {
      current.product(name(layer)).addCotangent(into[layer]);
    }
  }

  /**
   * {@inheritDoc} It takes a forward pass from that layer on: the output is linear in the weights
   * of one layer up to the functions after it, so that v' H v is u' H_loss u with u the tangent of
   * the logits, plus f''(x) x.^2 g_y for each curved function f.
   */
  @Override
  public double[] weightCurvature(int layer, float[] direction) {
    direct(layer, direction);
    return curvature(pass(Set.of(name(layer))));
  }

  @Override
  public double[] inputCurvature(int layer, float[] signs) {
    ConvolutionKernel kernel = session().product(name(layer));
    TensorShape shape = kernel.input().shape();
    requireLength("signs", signs, shape.elements());
    memory tangent =
        directions.computeIfAbsent(
            name(layer), key -> session().scope().memory(kernel.input().layout()));
    GraphSession.toChannelsLast(signs, shape, NativeMemory.floats(tangent, shape.elements()));
    kernel.readInstead(Part.TANGENT, tangent);
    Set<String> active = session().dependents(Set.of(name(layer)));
    double[] result = curvature(new Pass(active, Set.of(), Set.of()));
    kernel.readInput(Part.TANGENT);
    return result;
  }

  private double[] curvature(Pass pass) {
    session().tangent(pass);
    float[] product = lossProduct();
    double[] result = new double[count];
    for (int i = 0; i < product.length; i++) {
      result[i / loss.classes()] += (double) product[i] * directed[i];
    }
    session().addBends(pass, result);
    return result;
  }

  private float[] lossProduct() {
    session().logits().floats(Part.TANGENT).clear().get(directed);
    float[] product = new float[directed.length];
    for (int i = 0; i < count; i++) {
      loss.product(logits, i * loss.classes(), directed, product);
    }
    return product;
  }

  private void direct(int layer, float[] direction) {
    requireLength("direction", direction, layers.get(layer).parameters());
    session().product(name(layer)).setDirection(direction);
  }

  private Pass pass(Set<String> chosen) {
    Set<String> active = session().dependents(chosen);
    return new Pass(active, active, chosen);
  }

  private Set<String> layerNames() {
    return layers.stream().map(WeightedLayer::name).collect(Collectors.toSet());
  }

  private String name(int layer) {
    return layers.get(layer).name();
  }

  private GraphSession session() {
    if (session == null) {
      throw new IllegalStateException("A batch must run before its derivatives are asked for.");
    }
    return session;
  }

  private static void requireLength(String what, float[] values, long length) {
    if (values.length != length) {
      throw new IllegalArgumentException(
          "The %s (%d values) must have %d values.".formatted(what, values.length, length));
    }
  }

  @Override
  public void close() {
    closeSession();
    answers.ifPresent(it -> it.network().close());
  }

  private void closeSession() {
    if (session != null) {
      session.close();
      session = null;
    }
    quantized.clear();
    directions.clear();
  }
}
