package org.codesign.calibration;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Robust least squares over positive parameters x with a log-normal prior (maximum a posteriori):
 *
 * <pre>
 * minimise  sum rho(r_i(x)^2) + sum ((ln x_j - ln prior_j) / spread_j)^2,   rho(s) = 2 (sqrt(1 + s) - 1)
 * </pre>
 *
 * by Levenberg-Marquardt (Marquardt, SIAM J. Appl. Math. 11(2), 1963) on ln x with numerical
 * derivatives; rho is the soft L1 loss, so that one wild row does not turn the rest. Every
 * parameter stays within four spreads of its prior. Deterministic.
 */
final class LogLeastSquares {

  private static final int MOST_STEPS = 60;
  private static final double STEP = 1e-5;
  private static final double REACH = 4;

  private final Function<double[], double[]> residuals;
  private final double[] center;
  private final double[] spread;

  /**
   * @param residuals of x, in units of the noise
   */
  LogLeastSquares(Function<double[], double[]> residuals, double[] priors, double[] spread) {
    this.residuals = residuals;
    this.center = Arrays.stream(priors).map(StrictMath::log).toArray();
    this.spread = spread.clone();
  }

  /** A fitted point and how well each parameter is known; the arrays are not copied. */
  static final class Fit {
    private final double[] values;
    private final double[] spread;

    private Fit(double[] values, double[] spread) {
      this.values = values;
      this.spread = spread;
    }

    double[] values() {
      return values;
    }

    /** Standard deviations of the logarithms. */
    double[] spread() {
      return spread;
    }
  }

  Fit fit() {
    double[] log = center.clone();
    double damping = 1e-2;
    double loss = loss(log, residualsAt(log));
    double[][] hessian = null;
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] now = residualsAt(log);
      double[][] jacobian = jacobian(log, now);
      hessian = hessian(jacobian, now);
      double[] gradient = gradient(jacobian, now, log);
      boolean better = false;
      double gain = 0;
      while (!better && damping < 1e8) {
        double[] next = moved(log, Cholesky.solve(damped(hessian, damping), gradient));
        double nextLoss = loss(next, residualsAt(next));
        better = nextLoss < loss;
        if (better) {
          gain = loss - nextLoss;
          log = next;
          loss = nextLoss;
          damping = Math.max(1e-9, damping / 5);
        } else {
          damping *= 5;
        }
      }
      if (gain < 1e-10 * (1 + loss)) {
        break;
      }
    }
    double[] values = Arrays.stream(log).map(StrictMath::exp).toArray();
    return new Fit(values, Cholesky.deviations(hessian));
  }

  private double[] moved(double[] log, double[] by) {
    double[] next = new double[log.length];
    for (int j = 0; j < log.length; j++) {
      double reach = REACH * spread[j];
      next[j] = Math.min(center[j] + reach, Math.max(center[j] - reach, log[j] - by[j]));
    }
    return next;
  }

  private double[] residualsAt(double[] log) {
    return residuals.apply(Arrays.stream(log).map(StrictMath::exp).toArray());
  }

  private double loss(double[] log, double[] at) {
    double sum = 0;
    for (double r : at) {
      sum += 2 * (Math.sqrt(1 + r * r) - 1);
    }
    for (int j = 0; j < log.length; j++) {
      double d = (log[j] - center[j]) / spread[j];
      sum += d * d;
    }
    return sum;
  }

  private double[][] jacobian(double[] log, double[] at) {
    double[][] columns = new double[log.length][];
    for (int j = 0; j < log.length; j++) {
      double[] shifted = log.clone();
      shifted[j] += STEP;
      double[] there = residualsAt(shifted);
      for (int i = 0; i < there.length; i++) {
        there[i] = (there[i] - at[i]) / STEP;
      }
      columns[j] = there;
    }
    return columns;
  }

  private double[][] hessian(double[][] jacobian, double[] at) {
    int n = jacobian.length;
    double[][] h = new double[n][n];
    for (int j = 0; j < n; j++) {
      for (int k = 0; k <= j; k++) {
        double sum = 0;
        for (int i = 0; i < at.length; i++) {
          sum += jacobian[j][i] * jacobian[k][i] / Math.sqrt(1 + at[i] * at[i]);
        }
        h[j][k] = sum;
        h[k][j] = sum;
      }
      h[j][j] += 1 / (spread[j] * spread[j]);
    }
    return h;
  }

  private double[] gradient(double[][] jacobian, double[] at, double[] log) {
    double[] g = new double[log.length];
    for (int j = 0; j < g.length; j++) {
      for (int i = 0; i < at.length; i++) {
        g[j] += jacobian[j][i] * at[i] / Math.sqrt(1 + at[i] * at[i]);
      }
      g[j] += (log[j] - center[j]) / (spread[j] * spread[j]);
    }
    return g;
  }

  private static double[][] damped(double[][] hessian, double damping) {
    double[][] h = new double[hessian.length][];
    for (int j = 0; j < h.length; j++) {
      h[j] = hessian[j].clone();
      h[j][j] *= 1 + damping;
    }
    return h;
  }
}
