package org.codesign.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Choices that no other one beats: as good in every figure, better in one. */
public final class Undominated {

  private Undominated() {}

  /**
   * Those that no other beats, in their order; of equals the first. Figures are minimised; infinite
   * ones are allowed.
   */
  public static <T> List<T> of(List<T> choices, Function<T, double[]> figures) {
    List<T> kept = new ArrayList<>();
    List<double[]> front = new ArrayList<>();
    for (T choice : choices) {
      double[] mine = figures.apply(choice);
      if (front.stream().noneMatch(other -> covers(other, mine))) {
        for (int i = kept.size() - 1; i >= 0; i--) {
          if (covers(mine, front.get(i))) {
            kept.remove(i);
            front.remove(i);
          }
        }
        kept.add(choice);
        front.add(mine);
      }
    }
    return kept;
  }

  private static boolean covers(double[] one, double[] other) {
    for (int i = 0; i < one.length; i++) {
      if (one[i] > other[i]) {
        return false;
      }
    }
    return true;
  }
}
