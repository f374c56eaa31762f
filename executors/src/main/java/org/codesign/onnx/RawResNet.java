package org.codesign.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.codesign.data.DataException;
import org.codesign.data.Normalization;
import org.codesign.graph.ActivationFunction;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphNode;
import org.codesign.graph.GraphOperation;
import org.codesign.graph.GraphWeights;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.graph.LayerGraph;
import org.codesign.network.TensorShape;

/**
 * A residual network for CIFAR (He et al., "Deep residual learning for image recognition", CVPR
 * 2016, section 4.2) from raw tensors that are named as torchvision names them: conv1, bn1, then
 * layerS.U with two convolutions and perhaps a downsample, and fc.
 */
final class RawResNet {

  private static final float EPSILON = 1e-5f;

  /** The normalisation of CIFAR-10 that such networks are trained with. */
  private static final Normalization CIFAR =
      new Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.2010));

  private final RawIndex index;
  private final ByteBuffer data;
  private final List<GraphNode> nodes = new ArrayList<>();
  private final GraphWeights weights = new GraphWeights();

  RawResNet(RawIndex index, byte[] data) {
    this.index = index;
    this.data = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  ImportedModel read() {
    String from = rectified("bn1", normalized("conv1", "bn1", LayerGraph.INPUT));
    for (int stage = 1;
        index.geometries().containsKey("layer%d.0.conv1".formatted(stage));
        stage++) {
      for (int unit = 0; ; unit++) {
        String name = "layer%d.%d".formatted(stage, unit);
        if (!index.geometries().containsKey(name + ".conv1")) {
          break;
        }
        from = unit(name, from);
      }
    }
    nodes.add(GraphNode.of("pool", new GraphOperation.GlobalAveragePool(), from));
    weights.put("fc", Role.WEIGHTS, floats("fc.weight"));
    weights.put("fc", Role.BIAS, floats("fc.bias"));
    int classes = weights.get("fc", Role.BIAS).length;
    nodes.add(GraphNode.of("fc", new GraphOperation.Linear(classes), "pool"));
    LayerGraph graph = new LayerGraph(TensorShape.image(3, 32, 32), nodes);
    return new ImportedModel(new GraphModel(graph, weights), Optional.of(CIFAR));
  }

  private String unit(String name, String from) {
    String inner = rectified(name + ".bn1", normalized(name + ".conv1", name + ".bn1", from));
    String outer = normalized(name + ".conv2", name + ".bn2", inner);
    String shortcut =
        index.geometries().containsKey(name + ".downsample.0")
            ? normalized(name + ".downsample.0", name + ".downsample.1", from)
            : from;
    nodes.add(new GraphNode(name + ".add", new GraphOperation.Add(), List.of(outer, shortcut)));
    return rectified(name, name + ".add");
  }

  private String rectified(String name, String from) {
    String to = name + ".relu";
    nodes.add(GraphNode.of(to, new GraphOperation.Activation(ActivationFunction.RELU), from));
    return to;
  }

  private String normalized(String layer, String normalization, String from) {
    RawIndex.Geometry geometry = index.geometries().get(layer);
    if (geometry == null) {
      throw new DataException("The index %s has no layer %s.".formatted(index.source(), layer));
    }
    nodes.add(
        GraphNode.of(
            layer,
            GraphOperation.Convolution.square(
                geometry.outChannels(),
                geometry.kernel(),
                geometry.stride(),
                geometry.padding(),
                1),
            from));
    weights.put(layer, Role.WEIGHTS, floats(layer + ".weight"));
    weights.put(layer, Role.BIAS, new float[geometry.outChannels()]);
    nodes.add(GraphNode.of(normalization, new GraphOperation.BatchNormalization(EPSILON), layer));
    weights.put(normalization, Role.SCALE, floats(normalization + ".weight"));
    weights.put(normalization, Role.SHIFT, floats(normalization + ".bias"));
    weights.put(normalization, Role.MEAN, floats(normalization + ".running_mean"));
    weights.put(normalization, Role.VARIANCE, floats(normalization + ".running_var"));
    return normalization;
  }

  private float[] floats(String name) {
    RawIndex.Slice slice = index.tensors().get(name);
    if (slice == null) {
      throw new DataException("The index %s has no tensor %s.".formatted(index.source(), name));
    }
    long end = slice.offsetBytes() + (long) Float.BYTES * slice.count();
    if (slice.offsetBytes() < 0 || slice.count() < 0 || end > data.capacity()) {
      throw new DataException(
          "The tensor %s of %s (%d values at byte %d) must lie in the data file of %d bytes."
              .formatted(
                  name, index.source(), slice.count(), slice.offsetBytes(), data.capacity()));
    }
    float[] values = new float[slice.count()];
    data.position(Math.toIntExact(slice.offsetBytes()))
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }
}
