package org.codesign.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.codesign.onnx.PixelValues;

/**
 * An ONNX network as the teacher.
 *
 * @param file the network
 * @param boundaries the tensors where it is cut: what enters the first block position, and what
 *     leaves each
 * @param logits the tensor of the logits; without it, the first output before its softmax
 * @param input how it wants its images
 */
public record OnnxTeacherConfig(
    InputFile file, List<String> boundaries, Optional<String> logits, PixelValues input) {

  public OnnxTeacherConfig {
    Objects.requireNonNull(file, "file");
    boundaries = List.copyOf(boundaries);
    Objects.requireNonNull(logits, "logits");
    Objects.requireNonNull(input, "input");
  }
}
