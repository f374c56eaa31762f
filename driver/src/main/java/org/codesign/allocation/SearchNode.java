package org.codesign.allocation;

import java.util.Arrays;

/** A node of the search tree: the choices that each undecided group still has. */
final class SearchNode {

  /** The undecided groups, which have at least two choices each. */
  final int[] groups;

  /** The choices of groups[i] are items[start[i]] to items[start[i + 1]]. */
  final int[] start;

  final int[] items;

  /** The choice of each decided group, -1 elsewhere. */
  final int[] decided;

  final long objective;
  final long[] used;

  private SearchNode(
      int[] groups, int[] start, int[] items, int[] decided, long objective, long[] used) {
    this.groups = groups;
    this.start = start;
    this.items = items;
    this.decided = decided;
    this.objective = objective;
    this.used = used;
  }

  /** The node of the given items of each group, at least one a group. */
  static SearchNode of(IntegerGrid grid, int[][] domains) {
    int[] decided = new int[grid.groups];
    int[] groups = new int[grid.groups];
    int[] start = new int[grid.groups + 1];
    int[] items = new int[Arrays.stream(domains).mapToInt(domain -> domain.length).sum()];
    long[] used = new long[grid.limits];
    long objective = 0;
    int free = 0;
    for (int g = 0; g < grid.groups; g++) {
      decided[g] = -1;
      int[] domain = domains[g];
      if (domain.length == 1) {
        decided[g] = domain[0];
        objective += grid.objective[domain[0]];
        for (int k = 0; k < used.length; k++) {
          used[k] += grid.costs[k][domain[0]];
        }
      } else {
        System.arraycopy(domain, 0, items, start[free], domain.length);
        groups[free++] = g;
        start[free] = start[free - 1] + domain.length;
      }
    }
    return new SearchNode(
        Arrays.copyOf(groups, free),
        Arrays.copyOf(start, free + 1),
        Arrays.copyOf(items, start[free]),
        decided,
        objective,
        used);
  }

  /** The items of each group, the decided ones with one. */
  int[][] domains() {
    int[][] domains = new int[decided.length][];
    for (int g = 0; g < decided.length; g++) {
      domains[g] = decided[g] >= 0 ? new int[] {decided[g]} : null;
    }
    for (int i = 0; i < groups.length; i++) {
      domains[groups[i]] = Arrays.copyOfRange(items, start[i], start[i + 1]);
    }
    return domains;
  }
}
