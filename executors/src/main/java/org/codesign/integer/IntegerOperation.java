package org.codesign.integer;

import java.util.List;

/**
 * One step of an {@link IntegerNetwork}, from integers to integers. These four are all there are:
 * ReLU is the lower end of a {@link Rescale}'s range, a residual addition is a {@link Rescale} of
 * two terms, and a fully connected layer is a pointwise {@link Convolution} of one pixel.
 */
public sealed interface IntegerOperation permits Lookup, Convolution, Rescale, SumPool {

  /** What it computes. */
  IntegerTensor output();

  /** The names of what it reads, in order. */
  List<String> inputs();
}
