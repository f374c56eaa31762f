package org.codesign.config;

/**
 * How the operators of a position share their training.
 *
 * @param rungs how many parts a training has; 1 trains every block to the end
 * @param factor how many times longer a training is at the end of each rung than at that of the one
 *     before
 * @param margin the share by which another block's error must be below that of a block, at no
 *     higher costs, for that block to be trained no further
 */
public record HalvingConfig(int rungs, int factor, double margin) {

  /** Every block is trained to the end. */
  public static final HalvingConfig NONE = new HalvingConfig(1, 3, 0.1);

  public HalvingConfig {
    Minimum.requireNotBelow("rungs of block training", rungs, 1);
    Minimum.requireNotBelow("factor of block training", factor, 2);
    if (!(margin >= 0 && margin < 1)) {
      throw new IllegalArgumentException(
          "The margin (" + margin + ") of block training must be in [0, 1).");
    }
  }
}
