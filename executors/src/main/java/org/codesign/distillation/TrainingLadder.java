package org.codesign.distillation;

import java.util.ArrayList;
import java.util.List;

/**
 * How the training of a block is cut into rungs, each of which continues the one before: the steps
 * after which they end. The learning rate falls to zero at the end of each rung and starts again
 * (Loshchilov and Hutter, "SGDR", ICLR 2017), so that the error there is that of a trained block.
 *
 * @param ends the number of steps from the beginning to the end of each rung, increasing
 */
public record TrainingLadder(List<Integer> ends) {

  public TrainingLadder {
    ends = List.copyOf(ends);
    int before = 0;
    for (int end : ends) {
      if (end <= before) {
        throw new IllegalArgumentException(
            "The end of a rung (%d steps) must be above that of the one before (%d)."
                .formatted(end, before));
      }
      before = end;
    }
    if (ends.isEmpty()) {
      throw new IllegalArgumentException("A ladder must have at least 1 rung.");
    }
  }

  /**
   * A ladder whose rungs end at the steps divided by falling powers of the factor; rungs that would
   * be empty are left out.
   */
  public static TrainingLadder of(int steps, int rungs, int factor) {
    List<Integer> ends = new ArrayList<>();
    for (int rung = 0; rung < rungs; rung++) {
      int end = (int) Math.round(steps / Math.pow(factor, rungs - 1 - rung));
      if (end > (ends.isEmpty() ? 0 : ends.get(ends.size() - 1))) {
        ends.add(end);
      }
    }
    return new TrainingLadder(ends);
  }

  /** The number of rungs. */
  public int rungs() {
    return ends.size();
  }

  /** The steps before a rung. */
  public int start(int rung) {
    return rung == 0 ? 0 : ends.get(rung - 1);
  }
}
