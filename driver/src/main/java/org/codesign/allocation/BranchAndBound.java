package org.codesign.allocation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * The exact search of an {@link IntegerGrid}, depth first (A. H. Land and A. G. Doig, "An automatic
 * method of solving discrete programming problems", Econometrica 28(3), 1960). A node is dropped
 * when its {@link Relaxation} is no better than the best assignment known, a choice when its
 * reduced cost says the same. Objectives are whole numbers, so bounds are rounded up.
 */
final class BranchAndBound {

  /** How many multipliers besides the best ones bound an enumeration. */
  private static final int VARIETY = 4;

  /** Nodes are enumerated that look as if half of their groups have no more assignments. */
  private static final int PARTIALS = 20_000;

  /** By how much that may be exceeded, and how many pairs of boxes are looked at for each. */
  private static final int PARTIALS_TOLERANCE = 3;

  private static final long PAIRS = 100;
  private static final double WIDER = 1.7;
  private static final int NODES_BETWEEN_ROUNDINGS = 64;

  private final IntegerGrid grid;
  private final Domains domains;
  private final Relaxation relaxation;
  private final Rounding rounding;
  private final BooleanSupplier timeIsSpent;
  private int[] best = new int[0];
  private long bestObjective = Long.MAX_VALUE / 4;
  private long nodes;
  private long aim;
  private boolean stopped;

  BranchAndBound(IntegerGrid grid, BooleanSupplier timeIsSpent) {
    this.grid = grid;
    this.timeIsSpent = timeIsSpent;
    domains = new Domains(grid);
    relaxation = new Relaxation(grid);
    rounding = new Rounding(grid);
  }

  /** Looks for a good assignment only. */
  void round() {
    root();
  }

  /** Searches everything; afterwards {@link #best} has the answer. */
  void run() {
    Optional<SearchNode> root = root();
    if (root.isEmpty()) {
      return;
    }
    double[] found = relaxation.multipliers();
    double bound = relaxation.bound();
    // A narrow gap is searched fast; if it holds no assignment, that is known and a wider one is.
    double gap = firstGap(root.get());
    do {
      aim = (long) Math.min(Math.ceil(bound + gap), 0x1p61);
      explore(root.get().domains(), found);
      gap *= WIDER;
    } while (aim < bestObjective && !stopped);
  }

  /** The widest gap, of those that halve from the whole one, in which the root is enumerated. */
  private double firstGap(SearchNode root) {
    double[][] variety = relaxation.variety(VARIETY);
    double gap = bestObjective - relaxation.bound();
    while (gap > 1) {
      Core core = Core.of(grid, root, variety, (long) Math.ceil(relaxation.bound() + gap));
      if (core.isEmpty() || join(core).count() <= PARTIALS) {
        return gap;
      }
      gap /= 2;
    }
    return 1;
  }

  private Join join(Core core) {
    return new Join(core, domains.twins(), timeIsSpent, this::accept);
  }

  private Optional<SearchNode> root() {
    int[][] all = domains.undominated();
    if (!domains.propagate(all)) {
      return Optional.empty();
    }
    SearchNode root = SearchNode.of(grid, all);
    relaxation.reaches(root, bestObjective, new double[grid.limits]);
    round(root);
    return Optional.of(root);
  }

  /** What an assignment has to be better than. */
  private long cutoff() {
    return Math.min(aim, bestObjective);
  }

  /** The item of each group, empty if no assignment was found. */
  int[] best() {
    return best.clone();
  }

  long nodes() {
    return nodes;
  }

  /** Whether the search was cut short. */
  boolean stopped() {
    return stopped;
  }

  private void explore(int[][] allowed, double[] multipliers) {
    nodes++;
    stopped |= (nodes & 15) == 0 && timeIsSpent.getAsBoolean();
    if (stopped || !domains.propagate(allowed)) {
      return;
    }
    SearchNode node = SearchNode.of(grid, allowed);
    if (node.groups.length == 0) {
      accept(node.decided);
      return;
    }
    if (relaxation.reaches(node, cutoff(), multipliers)) {
      return;
    }
    round(node);
    double[][] variety = relaxation.variety(VARIETY);
    Core core = Core.of(grid, node, variety, cutoff());
    if (core.isEmpty()) {
      return;
    }
    if (join(core).run(PARTIALS, PARTIALS_TOLERANCE * PARTIALS, PAIRS * PARTIALS)) {
      return;
    }
    double[] found = relaxation.multipliers();
    int branching = branchingGroup(node);
    int[] order = children(node, branching);
    double[] extra = extra(node, branching, order);
    int[][] reduced = core.domains();
    int group = node.groups[branching];
    double bound = relaxation.bound();
    for (int i = 0; i < order.length && !stopped; i++) {
      int item = order[i];
      boolean isOpen =
          Math.ceil(bound + extra[i] * (1 - 1e-15)) < cutoff()
              && Arrays.stream(reduced[group]).anyMatch(kept -> kept == item);
      if (isOpen) {
        int[][] child = reduced.clone();
        child[group] = new int[] {item};
        explore(child, found);
      }
    }
  }

  /** The group that the relaxed solution is least sure about. */
  private int branchingGroup(SearchNode node) {
    int chosen = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int g = 0; g < node.groups.length; g++) {
      double most = 0;
      for (int i = node.start[g]; i < node.start[g + 1]; i++) {
        most = Math.max(most, relaxation.share(g, node.items[i]));
      }
      if (most < least - 1e-9) {
        least = most;
        chosen = g;
      }
    }
    return chosen;
  }

  private int[] children(SearchNode node, int group) {
    return IntStream.range(node.start[group], node.start[group + 1])
        .mapToObj(i -> node.items[i])
        .sorted(
            Comparator.<Integer>comparingDouble(item -> -relaxation.share(group, item))
                .thenComparingDouble(relaxation::reduced))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** By how much each of the items of a group raises the bound at least. */
  private double[] extra(SearchNode node, int group, int[] items) {
    double cheapest = cheapest(node, group);
    return Arrays.stream(items).mapToDouble(item -> relaxation.reduced(item) - cheapest).toArray();
  }

  private double cheapest(SearchNode node, int group) {
    double cheapest = Double.POSITIVE_INFINITY;
    for (int i = node.start[group]; i < node.start[group + 1]; i++) {
      cheapest = Math.min(cheapest, relaxation.reduced(node.items[i]));
    }
    return cheapest;
  }

  private void round(SearchNode node) {
    for (int[] picks : relaxation.mixture()) {
      accept(rounding.assignment(node, picks));
    }
    if (nodes % NODES_BETWEEN_ROUNDINGS == 1) {
      double[] weights = relaxation.multipliers();
      for (int[] picks : relaxation.mixture()) {
        accept(rounding.improve(node, picks, weights));
      }
    }
  }

  /** Keeps an assignment if it meets the limits and is better than the best one. */
  private void accept(int[] items) {
    if (items.length == 0) {
      return;
    }
    long objective = 0;
    for (int item : items) {
      objective += grid.objective[item];
    }
    boolean fits = objective < bestObjective;
    for (int k = 0; k < grid.limits && fits; k++) {
      long sum = 0;
      for (int item : items) {
        sum += grid.costs[k][item];
      }
      fits = sum <= grid.caps[k];
    }
    if (fits) {
      best = items.clone();
      bestObjective = objective;
    }
  }
}
