package org.codesign.pareto;

/**
 * Thins a front by rounding its values to cells, in all objectives but the first; of the points of
 * a cell the one with the smallest first value stays. Rounded down, every point of the front is
 * dominated by or equal to one that stays, so that what they dominate is a bound from above;
 * rounded up, from below. The idea is that of C. H. Papadimitriou and M. Yannakakis, "On the
 * approximability of trade-offs and optimal access of web sources", FOCS 2000; here cells are as
 * wide as the wanted number of points asks for.
 */
final class Coarsening {

  /** From one width of the cells to the next: the points of a surface become fewer by a half. */
  private static final double WIDER = Math.sqrt(2);

  private static final double FINEST = 0x1p-30;

  private Coarsening() {}

  /** At most so many points, each of them no worse in any objective than what it stands for. */
  static ParetoFront down(ParetoFront front, int most) {
    return rounded(front, most, false);
  }

  /** At most so many points, each of them no better in any objective than what it stands for. */
  static ParetoFront up(ParetoFront front, int most) {
    return rounded(front, most, true);
  }

  private static ParetoFront rounded(ParetoFront front, int most, boolean up) {
    if (front.size() <= most) {
      return front;
    }
    int objectives = front.objectives();
    double share = Math.pow(4.0 * most, -1.0 / Math.max(1, objectives - 1));
    ParetoFront thin = front;
    for (double width = Math.max(FINEST, share); thin.size() > most; width *= WIDER) {
      thin = cells(front, width, up);
    }
    return thin;
  }

  private static ParetoFront cells(ParetoFront front, double share, boolean up) {
    int objectives = front.objectives();
    long[] values = front.values().clone();
    for (int j = 1; j < objectives; j++) {
      long smallest = Long.MAX_VALUE;
      long largest = Long.MIN_VALUE;
      for (int i = j; i < values.length; i += objectives) {
        smallest = Math.min(smallest, values[i]);
        largest = Math.max(largest, values[i]);
      }
      long width = Math.max(1, (long) Math.ceil(share * ((double) largest - smallest + 1)));
      for (int i = j; i < values.length; i += objectives) {
        long lowest = values[i] - (values[i] - smallest) % width;
        values[i] = up ? lowest + width - 1 : lowest;
      }
    }
    return ParetoFront.of(objectives, values, front.payloads());
  }
}
