package org.codesign.integer;

import java.util.Arrays;
import org.codesign.network.TensorShape;

/**
 * Proves that no sum can overflow, from the weights as they are and the largest codes that can meet
 * them: |accumulator| &lt;= sum |weight| * largest |code| + |bias|. The bound holds for partial
 * sums in any order as well, so that every engine may sum as it likes.
 */
public final class AccumulatorBounds {

  /** The largest product with a multiplier, half included: 62 bits leave room for a sum of two. */
  private static final long LARGEST_PRODUCT = 1L << 62;

  private AccumulatorBounds() {}

  /** The largest magnitude of each channel's sum of products, without the bias. */
  public static long[] products(Convolution convolution, CodeRange input) {
    long[] bounds = convolution.magnitudes();
    for (int channel = 0; channel < bounds.length; channel++) {
      bounds[channel] = Math.multiplyExact(bounds[channel], input.magnitude());
    }
    return bounds;
  }

  /** The largest magnitude of each channel of a tensor. */
  static long[] of(IntegerNetwork network, IntegerTensor tensor) {
    long[] bounds = new long[tensor.shape().channels()];
    Arrays.fill(bounds, tensor.range().magnitude());
    for (IntegerOperation operation : network.operations()) {
      if (operation.output().equals(tensor)) {
        if (operation instanceof Convolution convolution) {
          return of(convolution, network.tensor(convolution.inputs().get(0)).range());
        }
        if (operation instanceof SumPool pool) {
          IntegerTensor read = network.tensor(pool.input());
          TensorShape shape = read.shape();
          Arrays.fill(bounds, read.range().magnitude() * shape.height() * shape.width());
        }
      }
    }
    return bounds;
  }

  /** The largest magnitude of each channel's accumulator. */
  public static long[] of(Convolution convolution, CodeRange input) {
    long[] bounds = products(convolution, input);
    for (int channel = 0; channel < bounds.length; channel++) {
      bounds[channel] += Math.abs((long) convolution.bias()[channel]);
    }
    return bounds;
  }

  /**
   * Checks every accumulator, and the 64 bits of every change of scale.
   *
   * @throws IllegalArgumentException with the first that could overflow
   */
  static void require(IntegerNetwork network) {
    for (IntegerOperation operation : network.operations()) {
      if (operation instanceof Rescale rescale) {
        rescale.terms().forEach(term -> requireProducts(network, rescale, term));
      } else if (!(operation instanceof Lookup)) {
        requireInt32(operation.output(), of(network, operation.output()));
      }
    }
  }

  private static void requireInt32(IntegerTensor tensor, long[] bounds) {
    for (int channel = 0; channel < bounds.length; channel++) {
      if (bounds[channel] > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "The accumulator of channel %d of %s could reach %d, beyond the 32 bits' %d."
                .formatted(channel, tensor.name(), bounds[channel], Integer.MAX_VALUE));
      }
    }
  }

  private static void requireProducts(IntegerNetwork network, Rescale rescale, Rescale.Term term) {
    long[] bounds = of(network, network.tensor(term.input()));
    for (int channel = 0; channel < bounds.length; channel++) {
      DyadicScale scale = term.scale(channel);
      long room = LARGEST_PRODUCT - 1 - scale.half();
      if (scale.multiplier() > 0 && bounds[channel] > room / scale.multiplier()) {
        throw new IllegalArgumentException(
            "Channel %d of %s could reach %d, too large to be multiplied by %d for %s in 62 bits."
                .formatted(
                    channel,
                    term.input(),
                    bounds[channel],
                    scale.multiplier(),
                    rescale.output().name()));
      }
    }
  }
}
