package org.codesign.sensitivity;

import java.util.SortedMap;
import java.util.TreeMap;
import org.codesign.quantization.SymmetricQuantizer;

/** ||Q(W) - W||^2 of a layer's weights, one scale an output channel, by bits. */
public final class WeightPerturbation {

  private WeightPerturbation() {}

  /** The squared error at each bit-width. */
  public static SortedMap<Integer, Double> of(
      float[] weights, int outputChannels, Iterable<Integer> bitWidths) {
    SortedMap<Integer, Double> errors = new TreeMap<>();
    for (int bits : bitWidths) {
      errors.put(
          bits, SymmetricQuantizer.quantizePerChannel(weights.clone(), outputChannels, bits));
    }
    return errors;
  }
}
