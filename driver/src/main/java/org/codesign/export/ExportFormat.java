package org.codesign.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a design's network can be exported as. */
public enum ExportFormat {
  ONNX("model.onnx", "float ONNX"),
  QDQ_ONNX("model-qdq.onnx", "ONNX with QuantizeLinear and DequantizeLinear"),
  INTEGER_ONNX("model-integer.onnx", "ONNX of integer operators only"),
  QONNX("model-qonnx.onnx", "QONNX for FINN and hls4ml"),
  INTEGER("model-integer.safetensors", "integer network with packed weights"),
  DL4J("model.zip", "float network of Deeplearning4j");

  private final String file;
  private final String description;

  ExportFormat(String file, String description) {
    this.file = file;
    this.description = description;
  }

  /** The name on the command line, for example {@code integer-onnx}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The format with this name. */
  public static Optional<ExportFormat> parse(String label) {
    return Arrays.stream(values()).filter(format -> format.label().equals(label)).findFirst();
  }

  /** The name of the file. */
  public String file() {
    return file;
  }

  /** What it is, in a few words. */
  public String description() {
    return description;
  }
}
