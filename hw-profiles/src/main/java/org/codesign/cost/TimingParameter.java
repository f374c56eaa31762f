package org.codesign.cost;

/**
 * A physical quantity of a timing model: positive, known beforehand within a factor.
 *
 * @param name with its unit, as it stands in device files
 * @param prior what it is expected to be
 * @param spread the standard deviation of its natural logarithm around the prior
 */
public record TimingParameter(String name, double prior, double spread) {

  public TimingParameter {
    if (!(prior > 0 && prior < Double.POSITIVE_INFINITY && spread > 0)) {
      throw new IllegalArgumentException(
          "The prior (%s) and spread (%s) of %s must be above 0.".formatted(prior, spread, name));
    }
  }
}
