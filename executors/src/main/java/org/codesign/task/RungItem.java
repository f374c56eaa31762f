package org.codesign.task;

import java.util.Objects;
import org.codesign.network.Operator;

/**
 * One rung of a block's training.
 *
 * @param rung from 0
 * @param origin the operator whose finished block at the same position the first rung starts from a
 *     slice of; the block's own operator for random weights
 */
public record RungItem(BlockItem block, int rung, Operator origin) {

  public RungItem {
    Objects.requireNonNull(block, "block");
    Objects.requireNonNull(origin, "origin");
  }

  /** The stable name of the item. */
  public String id() {
    return block.id() + ".rung" + rung;
  }

  /** The item of the block that the first rung starts from a slice of. */
  BlockItem source() {
    return new BlockItem(block.position(), block.boundary(), block.geometry(), origin);
  }

  /** The same training, another rung. */
  public RungItem at(int other) {
    return new RungItem(block, other, origin);
  }
}
