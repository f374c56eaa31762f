package org.codesign.sensitivity;

/**
 * Hutchinson's estimate of a trace, tr H = E[z^T H z] for Rademacher z, not divided by the number
 * of elements (Dong et al., "HAWQ-V2", NeurIPS 2020, equations 7 to 9). A noisy estimate may be
 * negative.
 *
 * @param trace the mean over the probes
 * @param standardError the standard deviation of that mean; 0 for a single probe
 * @param probes the number of probes
 */
public record TraceEstimate(double trace, double standardError, int probes) {

  /** The mean and its standard error. */
  public static TraceEstimate of(double[] samples) {
    double mean = 0;
    for (double sample : samples) {
      mean += sample;
    }
    mean /= samples.length;
    double squares = 0;
    for (double sample : samples) {
      squares += (sample - mean) * (sample - mean);
    }
    int count = samples.length;
    double error = count < 2 ? 0 : Math.sqrt(squares / (count - 1) / count);
    return new TraceEstimate(mean, error, count);
  }
}
