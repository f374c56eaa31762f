package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.codesign.pareto.Dominance.Relation;
import org.junit.jupiter.api.Test;

class DominanceTest {

  @Test
  void tellsTheFourRelations() {
    double[] a = {1, 2};
    assertThat(Dominance.relation(a, new double[] {1, 3})).isEqualTo(Relation.DOMINATES);
    assertThat(Dominance.relation(a, new double[] {0, 2})).isEqualTo(Relation.DOMINATED);
    assertThat(Dominance.relation(a, new double[] {1, 2})).isEqualTo(Relation.EQUAL);
    assertThat(Dominance.relation(a, new double[] {0, 3})).isEqualTo(Relation.INCOMPARABLE);
    assertThat(Dominance.weaklyDominates(a, a)).isTrue();
  }

  @Test
  void isAStrictPartialOrder() {
    Random random = new Random(31);
    for (int round = 0; round < 5000; round++) {
      double[] a = random.ints(3, 0, 4).asDoubleStream().toArray();
      double[] b = random.ints(3, 0, 4).asDoubleStream().toArray();
      double[] c = random.ints(3, 0, 4).asDoubleStream().toArray();
      assertThat(Dominance.dominates(a, a)).isFalse();
      assertThat(Dominance.dominates(a, b) && Dominance.dominates(b, a)).isFalse();
      if (Dominance.dominates(a, b) && Dominance.dominates(b, c)) {
        assertThat(Dominance.dominates(a, c)).isTrue();
      }
    }
  }

  @Test
  void rejectsNaNAndOtherLengths() {
    assertThatThrownBy(() -> Dominance.dominates(new double[] {0, Double.NaN}, new double[2]))
        .hasMessage("The objective 1 of a point must be a number, not NaN.");
    assertThatThrownBy(() -> Dominance.dominates(new double[2], new double[3]))
        .hasMessage("Points of 2 and of 3 objectives cannot be compared.");
  }
}
