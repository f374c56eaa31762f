package org.codesign.allocation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which choices can be part of an assignment at all: those whose costs leave room for the cheapest
 * rest under every limit. Groups with equal choices are interchangeable, so that only assignments
 * in which their choices do not decrease from group to group need to be looked at.
 */
final class Domains {

  private final IntegerGrid grid;

  /** The group before each with the same choices, or -1. */
  private final int[] twin;

  Domains(IntegerGrid grid) {
    this.grid = grid;
    twin = new int[grid.groups];
    Map<List<Long>, Integer> seen = new HashMap<>();
    for (int g = 0; g < grid.groups; g++) {
      Integer before = seen.put(signature(g), g);
      twin[g] = before == null ? -1 : before;
    }
  }

  private List<Long> signature(int g) {
    return IntStream.range(grid.start[g], grid.start[g + 1])
        .boxed()
        .flatMap(
            i ->
                java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(grid.objective[i]),
                    Arrays.stream(grid.costs).map(row -> row[i])))
        .toList();
  }

  /** The group before each with the same choices, or -1. */
  int[] twins() {
    return twin.clone();
  }

  /** All choices of the grid but those that another one of their group makes superfluous. */
  int[][] undominated() {
    int[][] domains = new int[grid.groups][];
    for (int g = 0; g < grid.groups; g++) {
      int from = grid.start[g];
      int to = grid.start[g + 1];
      domains[g] =
          IntStream.range(from, to)
              .filter(i -> IntStream.range(from, to).noneMatch(j -> dominates(j, i)))
              .toArray();
    }
    return domains;
  }

  private boolean dominates(int a, int b) {
    boolean better = grid.objective[a] < grid.objective[b];
    if (a == b || grid.objective[a] > grid.objective[b]) {
      return false;
    }
    for (long[] costs : grid.costs) {
      if (costs[a] > costs[b]) {
        return false;
      }
      better |= costs[a] < costs[b];
    }
    return better || a < b;
  }

  /** Drops in place what cannot be part of an assignment; false if there is none at all. */
  boolean propagate(int[][] domains) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int k = 0; k < grid.limits; k++) {
        int dropped = drop(domains, grid.costs[k], grid.caps[k]);
        if (dropped < 0) {
          return false;
        }
        changed |= dropped > 0;
      }
      int dropped = order(domains);
      if (dropped < 0) {
        return false;
      }
      changed |= dropped > 0;
    }
    return true;
  }

  /** How many choices were dropped, -1 if no assignment is left. */
  private static int drop(int[][] domains, long[] costs, long cap) {
    long[] least = new long[domains.length];
    long sum = 0;
    for (int g = 0; g < domains.length; g++) {
      least[g] = Long.MAX_VALUE;
      for (int item : domains[g]) {
        least[g] = Math.min(least[g], costs[item]);
      }
      if (domains[g].length == 0) {
        return -1;
      }
      sum += least[g];
    }
    if (sum > cap) {
      return -1;
    }
    int dropped = 0;
    for (int g = 0; g < domains.length; g++) {
      long room = cap - sum + least[g];
      dropped += keep(domains, g, item -> costs[item] <= room);
    }
    return dropped;
  }

  /** Lets the choices of twins not decrease; how many were dropped, -1 if none is left. */
  private int order(int[][] domains) {
    int dropped = 0;
    for (int g = 0; g < domains.length; g++) {
      if (twin[g] >= 0) {
        int least = domains[twin[g]][0] - grid.start[twin[g]] + grid.start[g];
        dropped += keep(domains, g, item -> item >= least);
        if (domains[g].length == 0) {
          return -1;
        }
      }
    }
    for (int g = domains.length - 1; g >= 0; g--) {
      if (twin[g] >= 0) {
        int before = twin[g];
        int most = domains[g][domains[g].length - 1] - grid.start[g] + grid.start[before];
        dropped += keep(domains, before, item -> item <= most);
        if (domains[before].length == 0) {
          return -1;
        }
      }
    }
    return dropped;
  }

  private static int keep(int[][] domains, int g, java.util.function.IntPredicate wanted) {
    int[] domain = domains[g];
    int kept = 0;
    for (int item : domain) {
      kept += wanted.test(item) ? 1 : 0;
    }
    if (kept < domain.length) {
      domains[g] = Arrays.stream(domain).filter(wanted).toArray();
    }
    return domain.length - kept;
  }
}
