package org.codesign.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The attributes of a node, or their defaults. */
final class OnnxAttributes {

  private final Map<String, AttributeProto> attributes = new HashMap<>();

  OnnxAttributes(NodeProto node) {
    node.getAttributeList().forEach(it -> attributes.put(it.getName(), it));
  }

  boolean contains(String name) {
    return attributes.containsKey(name);
  }

  int integer(String name, int fallback) {
    return contains(name) ? Math.toIntExact(attributes.get(name).getI()) : fallback;
  }

  float real(String name, float fallback) {
    return contains(name) ? attributes.get(name).getF() : fallback;
  }

  String text(String name, String fallback) {
    return contains(name) ? attributes.get(name).getS().toStringUtf8() : fallback;
  }

  int[] integers(String name, int... fallback) {
    if (!contains(name)) {
      return fallback;
    }
    List<Long> values = attributes.get(name).getIntsList();
    int[] result = new int[values.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.toIntExact(values.get(i));
    }
    return result;
  }
}
