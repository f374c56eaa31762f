package org.codesign.distillation;

/** What a rung of a block's training leaves. The state is not copied. */
public final class RungOutcome {

  private final BlockOutcome block;
  private final byte[] state;

  RungOutcome(BlockOutcome block, byte[] state) {
    this.block = block;
    this.state = state;
  }

  /** The block as it is now. */
  public BlockOutcome block() {
    return block;
  }

  /** What the next rung continues from; empty if the block failed. */
  public byte[] state() {
    return state;
  }
}
