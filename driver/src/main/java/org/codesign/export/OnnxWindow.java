package org.codesign.export;

import ai.onnx.proto.OnnxMl.NodeProto;
import org.codesign.network.Window;

/** The attributes of an ONNX convolution, all of them: some readers know no defaults. */
final class OnnxWindow {

  private OnnxWindow() {}

  static void set(NodeProto.Builder node, Window window) {
    int padding = window.padding();
    node.addAttribute(OnnxGraph.integers("kernel_shape", window.kernel(), window.kernel()))
        .addAttribute(OnnxGraph.integers("strides", window.stride(), window.stride()))
        .addAttribute(OnnxGraph.integers("dilations", 1, 1))
        .addAttribute(OnnxGraph.integers("pads", padding, padding, padding, padding))
        .addAttribute(OnnxGraph.integer("group", window.groups()));
  }
}
