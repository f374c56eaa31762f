package org.codesign.integer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codesign.network.TensorShape;

/**
 * A network of integers only, from pixels in [0, 255] to logits: operations in the order of the
 * data, each reading what an earlier one computed. Its making proves that no accumulator can
 * overflow, whatever the image ({@link AccumulatorBounds}).
 */
public final class IntegerNetwork {

  /** The name of the image. */
  public static final String IMAGE = "image";

  /** The name of the last tensor. */
  public static final String LOGITS = "logits";

  private final IntegerTensor image;
  private final List<IntegerOperation> operations;
  private final Map<String, IntegerTensor> tensors = new LinkedHashMap<>();
  private final Map<String, Double> steps;

  /**
   * @param steps what one code of a tensor is worth, for people and for exports; no operation reads
   *     it
   * @throws IllegalArgumentException if an operation reads what is not there yet, shapes do not
   *     fit, or an accumulator could overflow
   */
  public IntegerNetwork(
      TensorShape imageShape, List<IntegerOperation> operations, Map<String, Double> steps) {
    this.image = new IntegerTensor(IMAGE, imageShape, CodeRange.unsigned(8));
    this.operations = List.copyOf(operations);
    this.steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    tensors.put(IMAGE, image);
    for (IntegerOperation operation : this.operations) {
      for (String input : operation.inputs()) {
        if (!tensors.containsKey(input)) {
          throw new IllegalArgumentException(
              "%s reads %s, which nothing before it computes."
                  .formatted(operation.output().name(), input));
        }
      }
      if (tensors.putIfAbsent(operation.output().name(), operation.output()) != null) {
        throw new IllegalArgumentException(
            "The tensor %s is computed twice.".formatted(operation.output().name()));
      }
      requireShapes(operation);
    }
    if (this.operations.isEmpty() || !last().name().equals(LOGITS)) {
      throw new IllegalArgumentException("The last tensor must be " + LOGITS + ".");
    }
    AccumulatorBounds.require(this);
  }

  /** The image: pixels in [0, 255]. */
  public IntegerTensor image() {
    return image;
  }

  /** The operations in order. */
  public List<IntegerOperation> operations() {
    return operations;
  }

  /** The tensor of this name. */
  public IntegerTensor tensor(String name) {
    IntegerTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("There is no tensor " + name + ".");
    }
    return tensor;
  }

  /** What one code of each tensor is worth, where one number says it. */
  public Map<String, Double> steps() {
    return steps;
  }

  /** The number of classes. */
  public int classes() {
    return last().shape().channels();
  }

  /** The convolutions in order. */
  public List<Convolution> convolutions() {
    return operations.stream()
        .filter(Convolution.class::isInstance)
        .map(Convolution.class::cast)
        .toList();
  }

  private IntegerTensor last() {
    return operations.get(operations.size() - 1).output();
  }

  private void requireShapes(IntegerOperation operation) {
    TensorShape output = operation.output().shape();
    for (String input : operation.inputs()) {
      IntegerTensor read = tensors.get(input);
      boolean fits;
      if (operation instanceof Convolution convolution) {
        fits = read.shape().equals(convolution.layer().input()) && read.range().fitsByte();
      } else if (operation instanceof SumPool) {
        fits = output.equals(TensorShape.vector(read.shape().channels()));
      } else if (operation instanceof Lookup) {
        fits =
            input.equals(IMAGE)
                && output.equals(read.shape())
                && operation.output().range().fitsByte();
      } else {
        fits = output.equals(read.shape());
      }
      if (!fits) {
        throw new IllegalArgumentException(
            "%s, %s, cannot read %s, %s with codes in [%d, %d]."
                .formatted(
                    operation.output().name(),
                    output,
                    input,
                    read.shape(),
                    read.range().lowest(),
                    read.range().highest()));
      }
    }
  }
}
