package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class BlockWorthTest {

  private static final BlockWorth WORTH = new BlockWorth(0.2, 100, 10, 50);

  @Test
  void aBlockThatIsDominatedByMoreThanTheMarginIsNoBargain() {
    assertThat(WORTH.isBargain(List.of(), 0)).isTrue();
    assertThat(WORTH.isBargain(List.of(WORTH), 0)).isTrue();
    assertThat(WORTH.isBargain(List.of(new BlockWorth(0.1, 100, 10, 50)), 0.1)).isFalse();
    assertThat(WORTH.isBargain(List.of(new BlockWorth(0.1, 1, 11, 5)), 0.1)).isTrue();
    assertThat(WORTH.isBargain(List.of(new BlockWorth(0.19, 1, 1, 1)), 0.1)).isTrue();
    assertThat(WORTH.isBargain(List.of(new BlockWorth(0.19, 1, 1, 1)), 0.01)).isFalse();
  }

  @Test
  void aBlockAboveTheLineBetweenTwoOthersIsNoBargainThoughNeitherDominatesIt() {
    BlockWorth none = new BlockWorth(1, 0, 0, 0);
    BlockWorth teachers = new BlockWorth(0, 200, 20, 100);
    assertThat(new BlockWorth(0.6, 100, 10, 50).isBargain(List.of(none, teachers), 0)).isFalse();
    assertThat(new BlockWorth(0.4, 100, 10, 50).isBargain(List.of(none, teachers), 0)).isTrue();
    // Few weights for its error, though not few of anything else.
    assertThat(new BlockWorth(0.6, 100, 1, 50).isBargain(List.of(none, teachers), 0)).isTrue();
  }

  /** The slow twin looks for a line between two other blocks, or another block, that is below. */
  @Test
  void bargainsAreThoseOnOrBelowEveryLineBetweenOthers() {
    Random random = new Random(11);
    int bargains = 0;
    for (int round = 0; round < 2000; round++) {
      List<BlockWorth> blocks = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        long cost = random.nextInt(12);
        blocks.add(new BlockWorth(random.nextDouble(), cost, random.nextInt(12), 2L * cost));
      }
      BlockWorth own = blocks.remove(0);
      double margin = random.nextInt(2) * 0.2;
      boolean expected =
          !isAbove(own, blocks, margin, BlockWorth::macs)
              || !isAbove(own, blocks, margin, BlockWorth::weights);
      assertThat(own.isBargain(blocks, margin)).as("%s of %s", own, blocks).isEqualTo(expected);
      bargains += expected ? 1 : 0;
    }
    assertThat(bargains).isBetween(200, 1800);
  }

  private static boolean isAbove(
      BlockWorth own, List<BlockWorth> others, double margin, ToDoubleFunction<BlockWorth> cost) {
    double error = (1 - margin) * own.error();
    double at = cost.applyAsDouble(own);
    for (BlockWorth left : others) {
      double from = cost.applyAsDouble(left);
      if (from <= at && left.error() < error) {
        return true;
      }
      for (BlockWorth right : others) {
        double to = cost.applyAsDouble(right);
        if (from <= at && at < to) {
          double share = (at - from) / (to - from);
          if (left.error() + share * (right.error() - left.error()) < error) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
