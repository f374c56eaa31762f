package org.codesign.report;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much a block's loss grows when one tensor of a layer is quantized.
 *
 * @param meanTrace the Hessian's trace over the number of elements, by Hutchinson's estimator
 * @param standardError the standard error of {@code meanTrace}, at least 0
 * @param omegaByBits Omega, mean trace times squared quantization error, by bit-width
 */
public record QuantizationSensitivity(
    double meanTrace, double standardError, SortedMap<Integer, Double> omegaByBits) {

  public QuantizationSensitivity {
    Checks.finite("mean Hessian trace", meanTrace);
    Checks.within("standard error of a mean Hessian trace", standardError, 0, Double.MAX_VALUE);
    omegaByBits = Collections.unmodifiableSortedMap(new TreeMap<>(omegaByBits));
    for (Map.Entry<Integer, Double> omega : omegaByBits.entrySet()) {
      Checks.finite("Omega at " + omega.getKey() + " bits", omega.getValue());
    }
  }
}
