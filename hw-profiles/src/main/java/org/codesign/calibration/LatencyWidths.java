package org.codesign.calibration;

import java.util.Optional;

/**
 * Half the widths of the 90 % intervals of a latency, natural logarithms. Where nothing was
 * calibrated, times are known within a factor of 3: peaks added up are off by 2 to 5.
 *
 * @param layer of a layer that the model gives; a measured one's is half as wide
 * @param network of a network
 */
record LatencyWidths(double layer, double network) {

  /** Half the width of an interval that no measurement backs, ln 3. */
  private static final double UNCALIBRATED = 1.0986122886681098;

  private static final double ENOUGH_ROWS = 9;

  static LatencyWidths of(Optional<Calibration> calibration) {
    double layer = calibration.map(one -> width(one.layerError())).orElse(0.0);
    double network = calibration.map(one -> width(one.networkError())).orElse(0.0);
    double ofLayer = layer > 0 ? layer : network > 0 ? network : UNCALIBRATED;
    return new LatencyWidths(ofLayer, network > 0 ? network : ofLayer);
  }

  /** Fewer than nine rows have no 90 % rank: the fewer, the closer to not calibrated. */
  private static double width(HeldOutError error) {
    double width = error.logHalfWidth();
    double missing = Math.max(0, 1 - error.rows() / ENOUGH_ROWS);
    return error.rows() == 0 ? 0 : width + missing * Math.max(0, UNCALIBRATED - width);
  }
}
