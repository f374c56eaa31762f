package org.codesign.config;

import java.util.Objects;
import java.util.Optional;

/**
 * The teacher: its trained weights or its ONNX network if there are any, and how it is trained.
 *
 * @param weights a trained teacher of the space's own structure
 * @param onnx a network of any structure; never beside weights
 * @param training epochs, batch and learning rate
 * @param weightDecay the factor of the L2 penalty
 * @param momentum the momentum of stochastic gradient descent, in [0, 1)
 */
public record TeacherConfig(
    Optional<InputFile> weights,
    Optional<OnnxTeacherConfig> onnx,
    TrainingConfig training,
    double weightDecay,
    double momentum) {

  public TeacherConfig {
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(onnx, "onnx");
    Objects.requireNonNull(training, "training");
    if (!(weightDecay >= 0) || !(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "The weight decay (%s) must not be negative and the momentum (%s) must be in [0, 1)."
              .formatted(Double.toString(weightDecay), Double.toString(momentum)));
    }
  }
}
