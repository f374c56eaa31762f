package org.codesign.pareto;

import java.util.Arrays;
import java.util.List;

/**
 * Lines below which no combination of a problem with two minimised objectives lies. For a weight w
 * of the minimised objectives and a multiplier m of the limits, every rest r that completes a
 * partial sum s within the limits has
 *
 * <pre>
 * w (s + r) &gt;= (w + m) s - m limits + min over r of ((w + m) r)
 * </pre>
 *
 * <p>where the minimum falls apart into positions. Any m at least 0 is valid; those taken here
 * nearly maximise the bound of the whole problem, by coordinate ascent from the multipliers of the
 * neighbouring weight (M. L. Fisher, "The Lagrangian relaxation method for solving integer
 * programming problems", Management Science 27(1), 1981). Bounds are lowered by a relative 1e-11 of
 * the largest sums, far more than the rounding of their doubles.
 */
final class LagrangianLines {

  private static final int STEPS = 32;
  private static final double RATIO = 1.19;
  private static final double MARGIN = 1e-11;
  private static final int BISECTIONS = 12;
  private static final int SWEEPS = 3;

  private final AdditiveProblem problem;
  private final int objectives;
  private final int[] minimised;
  private final int[] limited;
  private final List<ParetoFront> candidates;

  /** For each line, what one unit of each objective weighs, multipliers included. */
  private final double[][] weights;

  /** For each number of chosen positions and each line, the smallest rest less m limits. */
  private final double[][] rests;

  /** For each line, the bound of the whole problem. */
  private final double[] roots;

  /** For each line, the larger weight in units of the objectives' spans. */
  private final double[] scales;

  LagrangianLines(AdditiveProblem problem) {
    this.problem = problem;
    objectives = problem.objectives();
    minimised = problem.minimised();
    limited = problem.limitedOnly();
    candidates = problem.positions().stream().map(ChoiceCosts::front).toList();
    weights = new double[2 * STEPS + 3][];
    rests = new double[candidates.size() + 1][weights.length];
    roots = new double[weights.length];
    scales = new double[weights.length];
    double[] spans = spans();
    double[] multipliers = new double[objectives];
    for (int line = 0; line < weights.length; line++) {
      weights[line] = weight(line, spans);
      scales[line] = Math.max(weight(line, 0) * spans[0], weight(line, 1) * spans[1]);
      raise(weights[line], multipliers);
      for (int q : limited) {
        weights[line][q] = multipliers[q];
      }
      fill(line);
    }
  }

  int size() {
    return weights.length;
  }

  /** The weight of a minimised objective, 0 or 1, in a line. */
  double weight(int line, int objective) {
    return weights[line][minimised[objective]];
  }

  /** What w y is at least for every y that completes a sum over the first positions. */
  double bound(int line, int chosen, long[] sum, int offset) {
    double[] weight = weights[line];
    double value = rests[chosen][line];
    for (int j = 0; j < objectives; j++) {
      value += weight[j] * sum[offset + j];
    }
    return value;
  }

  /** The bound of all combinations. */
  double root(int line) {
    return roots[line];
  }

  /** By how much a bound is above that of all combinations, in spans of an objective. */
  double excess(int line, int chosen, long[] sum, int offset) {
    return (bound(line, chosen, sum, offset) - roots[line]) / scales[line];
  }

  /** First and last line minimise one objective alone, those between both in all proportions. */
  private double[] weight(int line, double[] spans) {
    double[] weight = new double[objectives];
    int step = line - STEPS - 1;
    if (step != STEPS + 1) {
      weight[minimised[0]] = 1 / spans[0];
    }
    if (step != -STEPS - 1) {
      weight[minimised[1]] = (step == STEPS + 1 ? 1 : StrictMath.pow(RATIO, step)) / spans[1];
    }
    return weight;
  }

  /** How far the combinations that are best in one objective are apart. */
  private double[] spans() {
    long[][] best = new long[2][];
    for (int j = 0; j < 2; j++) {
      double[] weight = new double[objectives];
      weight[minimised[j]] = 1;
      weight[minimised[1 - j]] = 1e-9;
      best[j] = minimise(weight);
    }
    double[] spans = new double[2];
    for (int j = 0; j < 2; j++) {
      spans[j] = Math.max(1, (double) best[1 - j][minimised[j]] - best[j][minimised[j]]);
    }
    return spans;
  }

  /** Moves each multiplier to where its limit is just met, the others being held. */
  private void raise(double[] weight, double[] multipliers) {
    int sweeps = limited.length > 1 ? SWEEPS : 1;
    for (int sweep = 0; sweep < sweeps; sweep++) {
      for (int q : limited) {
        bisect(weight, multipliers, q);
      }
    }
  }

  private void bisect(double[] weight, double[] multipliers, int q) {
    double start = multipliers[q];
    multipliers[q] = 0;
    if (isMet(weight, multipliers, q)) {
      return;
    }
    double low = 0;
    double high = start > 0 ? start : scale(weight, q);
    multipliers[q] = high;
    for (int i = 0; i < STEPS && !isMet(weight, multipliers, q); i++) {
      low = high;
      high *= 4;
      multipliers[q] = high;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      multipliers[q] = (low + high) / 2;
      if (isMet(weight, multipliers, q)) {
        high = multipliers[q];
      } else {
        low = multipliers[q];
      }
    }
    multipliers[q] = high;
  }

  private boolean isMet(double[] weight, double[] multipliers, int q) {
    double[] sum = weight.clone();
    for (int other : limited) {
      sum[other] = multipliers[other];
    }
    return minimise(sum)[q] <= problem.limit(q);
  }

  private double scale(double[] weight, int q) {
    long[] best = minimise(weight);
    double value = 0;
    for (int j : minimised) {
      value += weight[j] * best[j];
    }
    return Math.max(value, Double.MIN_NORMAL) / Math.max(1, problem.limit(q));
  }

  private long[] minimise(double[] weight) {
    long[] sum = new long[objectives];
    Arrays.setAll(sum, problem::offset);
    for (ParetoFront position : candidates) {
      int best = best(position, weight);
      for (int j = 0; j < objectives; j++) {
        sum[j] += position.value(best, j);
      }
    }
    return sum;
  }

  private int best(ParetoFront position, double[] weight) {
    long[] values = position.values();
    int best = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (int c = 0; c < position.size(); c++) {
      double value = weigh(weight, values, c * objectives);
      if (value < smallest) {
        smallest = value;
        best = c;
      }
    }
    return best;
  }

  private static double weigh(double[] weight, long[] values, int offset) {
    double value = 0;
    for (int j = 0; j < weight.length; j++) {
      value += weight[j] * values[offset + j];
    }
    return value;
  }

  private void fill(int line) {
    double[] weight = weights[line];
    double limits = 0;
    double largest = 0;
    for (int q : limited) {
      limits += weight[q] * problem.limit(q);
    }
    for (int j = 0; j < objectives; j++) {
      largest += weight[j] * problem.largestSum(j);
    }
    rests[candidates.size()][line] = -limits - MARGIN * (limits + largest);
    for (int p = candidates.size() - 1; p >= 0; p--) {
      ParetoFront position = candidates.get(p);
      double smallest = weigh(weight, position.values(), best(position, weight) * objectives);
      rests[p][line] = rests[p + 1][line] + smallest;
    }
    long[] offset = new long[objectives];
    Arrays.setAll(offset, problem::offset);
    roots[line] = bound(line, 0, offset, 0);
  }
}
