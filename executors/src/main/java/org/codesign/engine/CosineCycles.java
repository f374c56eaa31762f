package org.codesign.engine;

import java.util.Arrays;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate that falls to zero along half a cosine again and again: Loshchilov and Hutter,
 * "SGDR", ICLR 2017, equation 5, with a restart after each of the given numbers of steps.
 */
public final class CosineCycles implements ISchedule {

  private static final long serialVersionUID = 1L;

  private final double initialRate;
  private final int[] ends;

  public CosineCycles(
      @JsonProperty("initialRate") double initialRate, @JsonProperty("ends") int... ends) {
    this.initialRate = initialRate;
    this.ends = ends.clone();
  }

  @JsonProperty("initialRate")
  public double initialRate() {
    return initialRate;
  }

  @JsonProperty("ends")
  public int[] ends() {
    return ends.clone();
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    int start = 0;
    for (int end : ends) {
      if (iteration < end) {
        return new CosineSchedule(initialRate, end - start).valueAt(iteration - start, epoch);
      }
      start = end;
    }
    return 0;
  }

  @Override
  public CosineCycles clone() {
    return new CosineCycles(initialRate, ends);
  }

  /** Layers of equal updaters share one block of updater state, in memory and in model files. */
  @Override
  public boolean equals(Object other) {
    return other instanceof CosineCycles cycles
        && initialRate == cycles.initialRate
        && Arrays.equals(ends, cycles.ends);
  }

  @Override
  public int hashCode() {
    return 31 * Double.hashCode(initialRate) + Arrays.hashCode(ends);
  }
}
