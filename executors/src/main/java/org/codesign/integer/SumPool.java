package org.codesign.integer;

import java.util.List;
import java.util.Objects;
import org.codesign.network.TensorShape;

/**
 * The sum over all pixels of each channel. The average is this sum with its scale divided by the
 * number of pixels, so that the {@link Rescale} that follows rounds once.
 */
public record SumPool(IntegerTensor output, String input) implements IntegerOperation {

  public SumPool {
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(input, "input");
  }

  /** The sum over an input. */
  public static SumPool of(String name, IntegerTensor input) {
    return new SumPool(
        new IntegerTensor(name, TensorShape.vector(input.shape().channels()), CodeRange.INT32),
        input.name());
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }
}
