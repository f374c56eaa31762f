package org.codesign.allocation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Lists the assignments of some groups of a {@link Core} for which there is room. Every group takes
 * its cheapest item but those that are said otherwise, so that each step of the search is an
 * assignment of its own. Of groups with equal choices the items do not rise, so that each set is
 * listed once.
 */
final class Partials {

  private final Core core;
  private final int dimensions;
  private final int limit;

  /** The groups, those of a chain one after the other, and where the next chain begins. */
  private final int[] groups;

  private final int[] nextChain;

  /** What the items add, and the least that can be added from a place on. */
  private final long[][][] amounts;

  private final long[][] leastFrom;
  private final long[][] sums;
  private final int[] takenPlace;
  private final int[] takenItem;
  private final long[] room;
  private final long[] leastElsewhere;
  private long[] points = new long[1 << 12];
  private int size;
  private int wanted = -1;
  private int taken;

  /**
   * Of a core.
   *
   * @param chains groups with equal choices each
   * @param limit the most assignments that may be listed
   */
  Partials(Core core, List<int[]> chains, int limit) {
    this.core = core;
    this.limit = limit;
    room = core.room;
    dimensions = room.length;
    List<int[]> sorted =
        chains.stream()
            .filter(chain -> core.items[chain[0]].length > 1)
            .sorted(Comparator.comparingLong(chain -> core.amounts[chain[0]][1][0]))
            .toList();
    groups = sorted.stream().flatMapToInt(Arrays::stream).toArray();
    nextChain = new int[groups.length];
    int at = 0;
    for (int[] chain : sorted) {
      Arrays.fill(nextChain, at, at + chain.length, at + chain.length);
      at += chain.length;
    }
    amounts = Arrays.stream(groups).mapToObj(g -> core.amounts[g]).toArray(long[][][]::new);
    leastFrom = new long[groups.length + 1][dimensions];
    for (int p = groups.length - 1; p >= 0; p--) {
      for (int k = 0; k < dimensions; k++) {
        long least = 0;
        for (long[] amount : amounts[p]) {
          least = Math.min(least, amount[k]);
        }
        leastFrom[p][k] = leastFrom[p + 1][k] + least;
      }
    }
    leastElsewhere = new long[dimensions];
    sums = new long[groups.length + 1][dimensions];
    takenPlace = new int[groups.length];
    takenItem = new int[groups.length];
  }

  /** The least that these groups can add. */
  long[] least() {
    return leastFrom[0];
  }

  /** Lists everything that has room beside the least of the other groups; false if too much. */
  boolean list(long[] elsewhere) {
    System.arraycopy(elsewhere, 0, leastElsewhere, 0, dimensions);
    return descend(0, 0, 0);
  }

  int size() {
    return size;
  }

  /** The sums of the assignments, one after the other; the first coordinates of each only. */
  long[] points() {
    return points;
  }

  /** Writes the items of an assignment into those of all groups. */
  void write(int number, int[] all) {
    for (int group : groups) {
      all[core.node.groups[group]] = core.items[group][0];
    }
    wanted = number;
    size = 0;
    var unused = descend(0, 0, 0);
    for (int depth = 0; depth < taken; depth++) {
      int group = groups[takenPlace[depth]];
      all[core.node.groups[group]] = core.items[group][takenItem[depth]];
    }
  }

  /**
   * Lists an assignment and all that other items at later places make of it.
   *
   * @param mostItem the last item that the place may take if it goes on with a chain, else 0
   */
  private boolean descend(int depth, int from, int mostItem) {
    if (isOpen(sums[depth], leastFrom[groups.length]) && !add(depth)) {
      return false;
    }
    int place = from;
    if (mostItem > 0) {
      if (!choose(depth, place, mostItem)) {
        return false;
      }
      place = nextChain[place];
    }
    // By rising reduced cost of the first item, so that nothing follows what has no room.
    while (place < groups.length && sums[depth][0] + amounts[place][1][0] <= room[0]) {
      if (!choose(depth, place, amounts[place].length - 1)) {
        return false;
      }
      place = nextChain[place];
    }
    return true;
  }

  private boolean choose(int depth, int place, int mostItem) {
    long[][] items = amounts[place];
    boolean goesOn = nextChain[place] > place + 1;
    for (int i = 1; i <= mostItem && sums[depth][0] + items[i][0] <= room[0]; i++) {
      if (take(depth, place, i)) {
        takenPlace[depth] = place;
        takenItem[depth] = i;
        if (!descend(depth + 1, place + 1, goesOn ? i : 0)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean take(int depth, int place, int item) {
    long[] from = sums[depth];
    long[] to = sums[depth + 1];
    long[] amount = amounts[place][item];
    for (int k = 0; k < dimensions; k++) {
      to[k] = from[k] + amount[k];
    }
    return isOpen(to, leastFrom[place + 1]);
  }

  private boolean isOpen(long[] sum, long[] least) {
    for (int k = 0; k < dimensions; k++) {
      if (sum[k] + least[k] + leastElsewhere[k] > room[k]) {
        return false;
      }
    }
    return true;
  }

  private boolean add(int depth) {
    if (size == wanted || size == limit) {
      taken = depth;
      return false;
    }
    if (wanted < 0) {
      append(sums[depth]);
    }
    size++;
    return true;
  }

  private void append(long[] sum) {
    int stride = core.coordinates();
    if ((size + 1) * stride > points.length) {
      points = Arrays.copyOf(points, 2 * points.length);
    }
    System.arraycopy(sum, 0, points, size * stride, stride);
  }
}
