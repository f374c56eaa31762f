package org.codesign.hardware;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** A GPU at each of these batches, kept in rising order without repetitions. */
public record BatchSpace(List<Integer> batches) implements AcceleratorSpace {

  public BatchSpace {
    batches = List.copyOf(new TreeSet<>(batches));
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("A batch space needs at least one batch.");
    }
    batches.forEach(GpuExecution::new);
  }

  @Override
  public int size() {
    return batches.size();
  }

  @Override
  public GpuExecution get(int index) {
    return new GpuExecution(batches.get(Objects.checkIndex(index, size())));
  }
}
