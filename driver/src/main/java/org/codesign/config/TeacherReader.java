package org.codesign.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.codesign.onnx.PixelValues;

/** Reads the teacher section. */
final class TeacherReader {

  private static final List<String> INPUTS =
      Stream.of(PixelValues.values()).map(it -> it.name().toLowerCase(Locale.ROOT)).toList();

  private final InputFiles files;

  TeacherReader(InputFiles files) {
    this.files = files;
  }

  TeacherConfig read(ConfigNode node) {
    Optional<InputFile> weights = files.optional(node, "weights");
    Optional<OnnxTeacherConfig> onnx = onnx(node);
    if (weights.isPresent() && onnx.isPresent()) {
      node.problem("onnx", "cannot stand beside teacher.weights: a search has one teacher");
    }
    return new TeacherConfig(
        weights,
        onnx,
        new TrainingConfig(
            node.integer("epochs").between(1, 10_000).orElse(12),
            node.integer("batch").between(1, 8192).orElse(64),
            node.number("learning-rate").between(1e-9, 10.0).orElse(0.05)),
        node.number("weight-decay").between(0.0, 1.0).orElse(5e-4),
        node.number("momentum").between(0.0, 0.9999).orElse(0.9));
  }

  private Optional<OnnxTeacherConfig> onnx(ConfigNode node) {
    Optional<InputFile> file = files.optional(node, "onnx");
    for (String key : List.of("boundaries", "logits", "input")) {
      if (file.isEmpty() && node.value(key).isPresent()) {
        node.problem(key, "is for teacher.onnx, which is not given");
      }
    }
    return file.map(
        it ->
            new OnnxTeacherConfig(
                it,
                node.text("boundaries").listRequired(List.of()),
                node.text("logits").optional(),
                PixelValues.valueOf(
                    node.text("input")
                        .oneOf(INPUTS)
                        .orElse(INPUTS.get(0))
                        .toUpperCase(Locale.ROOT))));
  }
}
