package org.codesign.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.codesign.network.TensorShape;

/**
 * The mean and the standard deviation of each channel, of values in [0, 1]: a value v of channel c
 * is normalized to (v - mean[c]) / standardDeviation[c].
 */
public record Normalization(List<Double> means, List<Double> standardDeviations) {

  public Normalization {
    means = List.copyOf(means);
    standardDeviations = List.copyOf(standardDeviations);
    if (means.isEmpty() || means.size() != standardDeviations.size()) {
      throw new IllegalArgumentException(
          "The means (%d) and the standard deviations (%d) must be as many, at least one."
              .formatted(means.size(), standardDeviations.size()));
    }
    for (double mean : means) {
      if (!(mean >= 0 && mean <= 1)) {
        throw new IllegalArgumentException("The mean (%s) must be in [0, 1].".formatted(mean));
      }
    }
    for (double deviation : standardDeviations) {
      if (!(deviation > 0 && deviation <= 1)) {
        throw new IllegalArgumentException(
            "The standard deviation (%s) must be in (0, 1].".formatted(deviation));
      }
    }
  }

  /**
   * Measured over all pixels of a set, as a population: exact sums of integers, so that no order
   * matters, rounded once. A channel of one value everywhere gets the standard deviation 1.
   */
  public static Normalization of(ImageSet images) {
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (int channel = 0; channel < images.shape().channels(); channel++) {
      ChannelSums sums = ChannelSums.of(images, channel);
      means.add(sums.mean());
      deviations.add(sums.standardDeviation());
    }
    return new Normalization(means, deviations);
  }

  public double mean(int channel) {
    return means.get(channel);
  }

  public double standardDeviation(int channel) {
    return standardDeviations.get(channel);
  }

  /** What the value 0, a black pixel, becomes in a channel. */
  public float black(int channel) {
    return (float) (-mean(channel) / standardDeviation(channel));
  }

  void requireChannels(int channels) {
    if (means.size() != channels) {
      throw new IllegalArgumentException(
          "The channels (%d) of a normalization must be those (%d) of the images."
              .formatted(means.size(), channels));
    }
  }

  private record ChannelSums(long count, long sum, long sumOfSquares) {

    static ChannelSums of(ImageSet images, int channel) {
      TensorShape shape = images.shape();
      int plane = shape.height() * shape.width();
      long sum = 0;
      long sumOfSquares = 0;
      for (int image = 0; image < images.count(); image++) {
        for (int i = channel * plane; i < (channel + 1) * plane; i++) {
          int value = images.pixel(image, i);
          sum += value;
          sumOfSquares += (long) value * value;
        }
      }
      return new ChannelSums((long) images.count() * plane, sum, sumOfSquares);
    }

    double mean() {
      return sum / (255.0 * count);
    }

    /** sqrt(count * sumOfSquares - sum^2) / (255 * count). */
    double standardDeviation() {
      BigInteger squared = BigInteger.valueOf(sum).pow(2);
      double spread =
          BigInteger.valueOf(count)
              .multiply(BigInteger.valueOf(sumOfSquares))
              .subtract(squared)
              .doubleValue();
      return spread == 0 ? 1 : Math.sqrt(spread) / (255.0 * count);
    }
  }
}
