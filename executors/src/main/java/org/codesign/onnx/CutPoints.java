package org.codesign.onnx;

import java.util.List;
import java.util.Objects;
import org.codesign.network.TensorShape;

/**
 * Where an ONNX network is cut to be a teacher. Sent to executors.
 *
 * @param image the name of its input
 * @param batch how many images it takes at a time; 0 for any number
 * @param boundaries the tensors at the block boundaries: what enters the first block, and what
 *     leaves each
 * @param logits the tensor of the logits
 * @param shapes of one image's activations at each boundary, and of its logits
 */
public record CutPoints(
    String image, int batch, List<String> boundaries, String logits, List<TensorShape> shapes) {

  public CutPoints {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(logits, "logits");
    boundaries = List.copyOf(boundaries);
    shapes = List.copyOf(shapes);
    if (shapes.size() != boundaries.size() + 1) {
      throw new IllegalArgumentException(
          "The shapes (%d) must be one more than the boundaries (%d)."
              .formatted(shapes.size(), boundaries.size()));
    }
    if (batch < 0) {
      throw new IllegalArgumentException("The batch (" + batch + ") must not be negative.");
    }
  }
}
