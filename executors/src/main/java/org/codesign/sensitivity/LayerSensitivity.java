package org.codesign.sensitivity;

import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sensitivity of one tensor of a block.
 *
 * @param layer the layer's name within the block
 * @param tensor the layer's weights or its input activations
 * @param elements the number of weights, or of activations of one image
 * @param trace the trace of the Hessian of the block's normalised loss with respect to the tensor;
 *     for activations, of one image's loss, averaged over images
 * @param omega for each number of bits, (trace / elements) * ||Q(t) - t||^2 with a negative trace
 *     taken as 0 (Dong et al., "HAWQ-V2", NeurIPS 2020, equation 11)
 */
public record LayerSensitivity(
    String layer,
    Tensor tensor,
    long elements,
    TraceEstimate trace,
    SortedMap<Integer, Double> omega) {

  /** What is quantized. */
  public enum Tensor {
    WEIGHTS,
    ACTIVATIONS
  }

  public LayerSensitivity {
    Objects.requireNonNull(layer, "layer");
    Objects.requireNonNull(tensor, "tensor");
    Objects.requireNonNull(trace, "trace");
    omega = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(omega));
  }

  /** The mean trace times a squared error; noise below zero counts as no sensitivity. */
  public static double omega(TraceEstimate trace, long elements, double squaredError) {
    return Math.max(0, trace.trace()) / elements * squaredError;
  }
}
