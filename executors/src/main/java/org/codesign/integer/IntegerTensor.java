package org.codesign.integer;

import java.util.Objects;
import org.codesign.network.TensorShape;

/** A tensor between two operations, for one image: its name, shape and the codes it may hold. */
public record IntegerTensor(String name, TensorShape shape, CodeRange range) {

  public IntegerTensor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(range, "range");
  }
}
