package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UndominatedTest {

  @Test
  void keepsWhatComparingAllPairsKeeps() {
    SplittableRandom random = new SplittableRandom(9);
    for (int trial = 0; trial < 50; trial++) {
      List<double[]> points = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        points.add(new double[] {random.nextInt(6), random.nextInt(6), infinite(random)});
      }
      List<double[]> expected = new ArrayList<>();
      for (int i = 0; i < points.size(); i++) {
        boolean beaten = false;
        for (int j = 0; j < points.size(); j++) {
          boolean same = java.util.Arrays.equals(points.get(i), points.get(j));
          beaten |= same ? j < i : coversAll(points.get(j), points.get(i));
        }
        if (!beaten) {
          expected.add(points.get(i));
        }
      }
      assertThat(Undominated.of(points, point -> point)).isEqualTo(expected);
    }
  }

  private static double infinite(SplittableRandom random) {
    int value = random.nextInt(5);
    return value == 4 ? Double.POSITIVE_INFINITY : value;
  }

  private static boolean coversAll(double[] one, double[] other) {
    return one[0] <= other[0] && one[1] <= other[1] && one[2] <= other[2];
  }
}
