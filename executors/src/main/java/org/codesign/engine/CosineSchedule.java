package org.codesign.engine;

import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate that falls from its initial value to zero along half a cosine over the given
 * number of steps: Loshchilov and Hutter, "SGDR", ICLR 2017, equation 5 without restarts.
 */
public final class CosineSchedule implements ISchedule {

  private static final long serialVersionUID = 1L;

  private final double initialRate;
  private final int steps;

  public CosineSchedule(
      @JsonProperty("initialRate") double initialRate, @JsonProperty("steps") int steps) {
    this.initialRate = initialRate;
    this.steps = steps;
  }

  @JsonProperty("initialRate")
  public double initialRate() {
    return initialRate;
  }

  @JsonProperty("steps")
  public int steps() {
    return steps;
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    double progress = Math.min(1.0, (double) iteration / steps);
    return initialRate * 0.5 * (1 + StrictMath.cos(StrictMath.PI * progress));
  }

  @Override
  public CosineSchedule clone() {
    return new CosineSchedule(initialRate, steps);
  }

  /** Layers of equal updaters share one block of updater state, in memory and in model files. */
  @Override
  public boolean equals(Object other) {
    return other instanceof CosineSchedule schedule
        && initialRate == schedule.initialRate
        && steps == schedule.steps;
  }

  @Override
  public int hashCode() {
    return Objects.hash(initialRate, steps);
  }
}
