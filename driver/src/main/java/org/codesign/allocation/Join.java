package org.codesign.allocation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Looks at every assignment of a {@link Core} by listing those of two halves of its groups and
 * looking for pairs that have room together (E. Horowitz and S. Sahni, "Computing partitions with
 * applications to the knapsack problem", Journal of the ACM 21(2), 1974). With N choices of reduced
 * costs that are evenly spread below the gap, about exp(2 sqrt(N)) assignments have reduced costs
 * below it, but of each half only exp(2 sqrt(N / 2)); pairs of boxes of points are dropped whose
 * least coordinates have no room.
 */
final class Join {

  private final Core core;
  private final List<List<int[]>> halves = List.of(new ArrayList<>(), new ArrayList<>());
  private final BooleanSupplier timeIsSpent;
  private final Consumer<int[]> found;
  private final int dimensions;
  private final long[] room;
  private Partials[] partials = new Partials[0];
  private PointTree a = PointTree.EMPTY;
  private PointTree b = PointTree.EMPTY;
  private long pairs;
  private long most;

  /**
   * @param twin the group before each with the same choices, or -1
   * @param found takes the items of all groups of each better assignment
   */
  Join(Core core, int[] twin, BooleanSupplier timeIsSpent, Consumer<int[]> found) {
    this.core = core;
    this.timeIsSpent = timeIsSpent;
    this.found = found;
    dimensions = core.coordinates();
    room = Arrays.copyOf(core.room, dimensions);
    split(twin);
  }

  /** Chains of equal groups, the one with the most choices first, to the smaller half. */
  private void split(int[] twin) {
    Map<List<Integer>, List<Integer>> chains = new LinkedHashMap<>();
    int[] first = new int[twin.length];
    for (int g = 0; g < twin.length; g++) {
      first[g] = twin[g] < 0 ? g : first[twin[g]];
    }
    for (int g = 0; g < core.items.length; g++) {
      int group = core.node.groups[g];
      List<Integer> key = new ArrayList<>(List.of(first[group]));
      for (int item : core.items[g]) {
        key.add(item - core.grid.start[group]);
      }
      chains.computeIfAbsent(key, unused -> new ArrayList<>()).add(g);
    }
    List<int[]> sorted =
        chains.values().stream()
            .map(chain -> chain.stream().mapToInt(Integer::intValue).toArray())
            .sorted(Comparator.comparingDouble(chain -> -size(chain)))
            .toList();
    double[] sizes = new double[2];
    for (int[] chain : sorted) {
      int smaller = sizes[0] <= sizes[1] ? 0 : 1;
      sizes[smaller] += size(chain);
      halves.get(smaller).add(chain);
    }
  }

  private double size(int[] chain) {
    double sum = 0;
    for (long[] one : core.amounts[chain[0]]) {
      sum += Math.max(0, 1 - one[0] / Math.max(1.0, (double) room[0]));
    }
    return (sum - 1) * Math.sqrt(chain.length);
  }

  /** About how many assignments of the larger half have to be listed. */
  double count() {
    return Math.max(core.count(halves.get(0)), core.count(halves.get(1)));
  }

  /**
   * Looks at everything.
   *
   * @param expected nothing is begun if more assignments of a half are expected
   * @param mostPartials nor ended if there are more than this
   * @param mostPairs the same of pairs of boxes
   * @return whether it was ended
   */
  boolean run(int expected, int mostPartials, long mostPairs) {
    if (count() > expected) {
      return false;
    }
    most = mostPairs;
    partials =
        halves.stream()
            .map(half -> new Partials(core, half, mostPartials))
            .toArray(Partials[]::new);
    boolean listed = partials[0].list(partials[1].least()) && partials[1].list(partials[0].least());
    if (!listed) {
      return false;
    }
    a = new PointTree(partials[0].points(), partials[0].size(), core.weights());
    b = new PointTree(partials[1].points(), partials[1].size(), core.weights());
    return partials[0].size() == 0 || partials[1].size() == 0 || join(1, 1);
  }

  private boolean join(int p, int q) {
    if (++pairs > most || ((pairs & 0xffff) == 0 && timeIsSpent.getAsBoolean())) {
      return false;
    }
    if (!fits(a.least, p, b.least, q)) {
      return true;
    }
    if (a.isLeaf(p) && b.isLeaf(q)) {
      leaves(p, q);
      return true;
    }
    boolean first = a.to[p] - a.from[p] >= b.to[q] - b.from[q];
    return first ? join(2 * p, q) && join(2 * p + 1, q) : join(p, 2 * q) && join(p, 2 * q + 1);
  }

  private boolean fits(long[] x, int i, long[] y, int j) {
    for (int k = 0; k < dimensions; k++) {
      if (x[i * dimensions + k] + y[j * dimensions + k] > room[k]) {
        return false;
      }
    }
    return true;
  }

  private void leaves(int p, int q) {
    for (int i = a.from[p]; i < a.to[p]; i++) {
      if (fits(a.points, i, b.least, q)) {
        for (int j = b.from[q]; j < b.to[q]; j++) {
          if (fits(a.points, i, b.points, j)) {
            take(i, j);
          }
        }
      }
    }
  }

  private void take(int i, int j) {
    int[] all = core.node.decided.clone();
    for (int g = 0; g < core.items.length; g++) {
      all[core.node.groups[g]] = core.items[g][0];
    }
    partials[0].write(a.number[i], all);
    partials[1].write(b.number[j], all);
    found.accept(all);
    long better = room[1] + 1 - a.points[i * dimensions + 1] - b.points[j * dimensions + 1];
    room[1] -= better;
    room[0] -= (long) (better * core.scale);
  }
}
