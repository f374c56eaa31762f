package org.codesign.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.InputVertex;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Turns a Deeplearning4j graph into a program for inputs of given shapes. Used once. */
final class GraphCompiler {

  private final ComputationGraph graph;
  private final GraphVertex[] vertices;
  private final List<String> wanted;
  private final VertexNodes nodes;
  private final DnnlPlan plan;
  private final Map<Integer, DnnlValue> values = new HashMap<>();
  private final Map<DnnlValue, Integer> readers = new HashMap<>();
  private final Map<Integer, DnnlValue> absorbed = new HashMap<>();
  private final List<DnnlTensor> inputs = new ArrayList<>();
  private final List<Placed> placed = new ArrayList<>();

  /** A node with what it passes on. */
  private record Placed(DnnlNode node, DnnlValue output) {}

  /**
   * @param wanted the names of the vertices whose values are asked for
   */
  GraphCompiler(ComputationGraph graph, DnnlPass pass, List<String> wanted) {
    this.graph = graph;
    this.vertices = graph.getVertices();
    this.wanted = wanted;
    this.nodes = new VertexNodes(graph, wanted);
    this.plan = new DnnlPlan(pass, Dnnl.blocked());
  }

  /** The program, or nothing if the graph has a part that no node stands for. */
  Optional<GraphProgram> compile(INDArray[] arrays) {
    if (Arrays.stream(arrays).anyMatch(array -> array.rank() != 4)) {
      return Optional.empty();
    }
    for (INDArray array : arrays) {
      memory.desc plain = Dnnl.layout(memory.format_tag.nchw, array.shape());
      inputs.add(new DnnlTensor(plain, null));
    }
    for (int index : graph.topologicalSortOrder()) {
      if (!place(vertices[index], arrays)) {
        return Optional.empty();
      }
    }
    if (plan.pass() == DnnlPass.TRAINING) {
      differentiate();
    }
    List<GraphProgram.Answer> answers = new ArrayList<>();
    for (String name : plan.pass() == DnnlPass.TRAINING ? List.<String>of() : wanted) {
      answers.add(GraphProgram.Answer.of(plan, values.get(graph.getVertex(name).getVertexIndex())));
    }
    return Optional.of(new GraphProgram(plan.finish(), inputs, losses(), answers));
  }

  private boolean place(GraphVertex vertex, INDArray[] arrays) {
    int index = vertex.getVertexIndex();
    if (vertex instanceof InputVertex) {
      int number = graph.getConfiguration().getNetworkInputs().indexOf(vertex.getVertexName());
      put(index, new DnnlValue(inputs.get(number), arrays[number].shape(), false));
      return true;
    }
    List<DnnlValue> from = new ArrayList<>();
    for (VertexIndices input : vertex.getInputVertices()) {
      from.add(values.get(input.getVertexIndex()));
    }
    Optional<ConvolutionParameters> convolution =
        plan.pass() == DnnlPass.INFERENCE ? nodes.convolution(vertex) : Optional.empty();
    if (absorbed.containsKey(index)) {
      put(index, absorbed.get(index));
    } else if (nodes.isPassedThrough(vertex)) {
      put(index, from.get(0));
    } else if (convolution.isPresent()) {
      put(index, fused(vertex, convolution.get(), from));
    } else {
      Optional<DnnlNode> node = nodes.of(vertex);
      if (node.isEmpty()) {
        return false;
      }
      DnnlValue output = node.get().forward(plan, from);
      placed.add(new Placed(node.get(), output));
      put(index, output);
    }
    from.forEach(value -> read(value));
    return true;
  }

  /** A convolution at inference, with as much of what follows as it can do. */
  private DnnlValue fused(
      GraphVertex vertex, ConvolutionParameters convolution, List<DnnlValue> from) {
    ConvolutionTail tail =
        ConvolutionTail.of(nodes, vertex, convolution.isOrdered(), values::containsKey);
    List<DnnlValue> inputs = new ArrayList<>(from);
    boolean isTermFree = false;
    if (tail.term().isPresent()) {
      DnnlValue term = values.get(tail.term().get());
      isTermFree = readers.get(term) == 1 && plan.isExclusive(term.tensor());
      inputs.add(term);
    }
    DnnlValue output =
        new FusedConvolutionNode(convolution, tail, isTermFree).forward(plan, inputs);
    tail.absorbed().forEach(after -> absorbed.put(after, output));
    return output;
  }

  private void put(int index, DnnlValue value) {
    VertexIndices[] outputs = vertices[index].getOutputVertices();
    int count = outputs == null ? 0 : outputs.length;
    count += wanted.contains(vertices[index].getVertexName()) ? 1 : 0;
    values.put(index, value);
    readers.merge(value, count, Integer::sum);
  }

  /** At inference, memory is free for others after the last reader of a value. */
  private void read(DnnlValue value) {
    int left = readers.merge(value, -1, Integer::sum);
    if (left == 0 && plan.pass() == DnnlPass.INFERENCE) {
      plan.release(value.tensor());
    }
  }

  private void differentiate() {
    for (int i = placed.size() - 1; i >= 0; i--) {
      Placed at = placed.get(i);
      if (at.node() instanceof LossNode || plan.hasGradient(at.output())) {
        at.node().backward(plan, at.output());
      }
    }
  }

  /** In the order of the graph's outputs. */
  private List<LossNode> losses() {
    List<LossNode> losses = new ArrayList<>();
    for (Placed at : placed) {
      if (at.node() instanceof LossNode loss) {
        losses.add(loss);
      }
    }
    return losses;
  }
}
