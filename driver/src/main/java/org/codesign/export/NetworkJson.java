package org.codesign.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.Shortcut;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/** A network's shapes as JSON. */
final class NetworkJson {

  private static final String IDENTITY = "identity";
  private static final String NONE = "none";

  private NetworkJson() {}

  static ObjectNode write(Network network) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    Backbone backbone = network.backbone();
    tree.set("input", shape(backbone.input()));
    tree.put("classes", backbone.classes());
    tree.set("stem", layer(backbone.stem()));
    ArrayNode blocks = tree.putArray("blocks");
    for (int i = 0; i < network.blocks().size(); i++) {
      Network.NamedBlock block = network.blocks().get(i);
      BlockGeometry geometry = backbone.blocks().get(i);
      ObjectNode node = blocks.addObject();
      node.put("position", block.position());
      node.put("outputChannels", geometry.output().channels());
      node.put("stride", geometry.stride());
      ArrayNode path = node.putArray("path");
      block.structure().path().forEach(layer -> path.add(layer(layer)));
      Shortcut shortcut = block.structure().shortcut();
      if (shortcut instanceof Shortcut.Projection projection) {
        node.set("shortcut", layer(projection.layer()));
      } else {
        node.put("shortcut", shortcut instanceof Shortcut.Identity ? IDENTITY : NONE);
      }
    }
    return tree;
  }

  /**
   * Reads a network.
   *
   * @throws IOException with the reason as the rest of a sentence
   */
  static Network read(JsonNode tree) throws IOException {
    JsonNode input = tree.path("input");
    TensorShape image = TensorShape.image(whole(input, 0), whole(input, 1), whole(input, 2));
    Layer stem = layer(tree.path("stem"), image);
    TensorShape at = stem.output();
    List<BlockGeometry> geometries = new ArrayList<>();
    List<Network.NamedBlock> blocks = new ArrayList<>();
    for (JsonNode node : tree.path("blocks")) {
      BlockGeometry geometry =
          BlockGeometry.of(at, whole(node, "outputChannels"), whole(node, "stride"));
      blocks.add(new Network.NamedBlock(text(node, "position"), structure(node, geometry.input())));
      geometries.add(geometry);
      at = geometry.output();
    }
    return new Network(new Backbone(image, stem, geometries, whole(tree, "classes")), blocks);
  }

  private static BlockStructure structure(JsonNode node, TensorShape input) throws IOException {
    List<Layer> path = new ArrayList<>();
    TensorShape at = input;
    for (JsonNode layer : node.path("path")) {
      path.add(layer(layer, at));
      at = path.get(path.size() - 1).output();
    }
    JsonNode shortcut = node.path("shortcut");
    if (shortcut.isObject()) {
      return new BlockStructure(path, new Shortcut.Projection(layer(shortcut, input)));
    }
    return switch (text(node, "shortcut")) {
      case IDENTITY -> new BlockStructure(path, new Shortcut.Identity());
      case NONE -> new BlockStructure(path, new Shortcut.None());
      default -> throw new IOException("its shortcut is " + shortcut);
    };
  }

  private static ArrayNode shape(TensorShape shape) {
    return JsonNodeFactory.instance
        .arrayNode()
        .add(shape.channels())
        .add(shape.height())
        .add(shape.width());
  }

  private static ObjectNode layer(Layer layer) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Window window = layer.window();
    node.put("name", layer.name());
    node.put("outputChannels", layer.output().channels());
    node.put("kernel", window.kernel());
    node.put("stride", window.stride());
    node.put("padding", window.padding());
    node.put("groups", window.groups());
    return node;
  }

  private static Layer layer(JsonNode node, TensorShape input) throws IOException {
    return Layer.convolution(
        text(node, "name"),
        input,
        whole(node, "outputChannels"),
        new Window(
            whole(node, "kernel"),
            whole(node, "stride"),
            whole(node, "padding"),
            whole(node, "groups")));
  }

  private static int whole(JsonNode node, String key) throws IOException {
    return integer(node.path(key), "'" + key + "'");
  }

  private static int whole(JsonNode array, int index) throws IOException {
    return integer(array.path(index), "size");
  }

  private static int integer(JsonNode value, String name) throws IOException {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IOException("its " + name + " is " + (value.isMissingNode() ? "missing" : value));
    }
    return value.intValue();
  }

  private static String text(JsonNode node, String key) throws IOException {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw new IOException(
          "its '" + key + "' is " + (value.isMissingNode() ? "missing" : value.toString()));
    }
    return value.textValue();
  }
}
