package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.space.Candidate;
import org.codesign.space.DesignPoint;
import org.junit.jupiter.api.Test;

class FinalistStageTest {

  private static final SubgraphEngine ENGINE = JointSpaces.engine(8, 8, 8, 250);

  /** A front on which the loss halves while everything else doubles. */
  private static List<Design> front(int count) {
    List<Design> designs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double cost = Math.pow(2, -i);
      designs.add(
          new Design(
              "d" + i,
              BigInteger.valueOf(i),
              new DesignPoint(new Candidate(List.of()), 0),
              ENGINE,
              new Design.Prediction(0.001 * Math.pow(2, i), cost, 2, 10 * cost, 1000 * cost),
              ResourceUse.NONE));
    }
    return designs;
  }

  private static List<Design> choose(List<Design> front, int count) {
    return FinalistStage.choose(front, count, design -> design.prediction().loss());
  }

  @Test
  void finalistsSpreadEvenlyInLogarithms() {
    assertThat(choose(front(9), 5).stream().map(Design::id))
        .containsExactly("d0", "d2", "d4", "d6", "d8");
  }

  @Test
  void theDesignOfLeastLossIsAlwaysAmongThem() {
    assertThat(choose(front(9), 1).stream().map(Design::id)).containsExactly("d0");
  }

  @Test
  void aSmallFrontIsTakenWhole() {
    assertThat(choose(front(3), 10)).hasSize(3);
  }
}
