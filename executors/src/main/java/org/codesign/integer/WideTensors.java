package org.codesign.integer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.IntPointer;

/**
 * Memory for all that is read in 32 bits. A tensor's memory is used again after its last reader, so
 * that what a tile of images needs stays in the cache.
 */
final class WideTensors implements AutoCloseable {

  private final Map<String, WideTensor> tensors = new HashMap<>();
  private final List<IntPointer> owned = new ArrayList<>();

  /**
   * @param tile the images that go through at once
   */
  WideTensors(IntegerNetwork network, int tile) {
    Map<String, Integer> lastReader = lastReaders(network);
    long largest = 1;
    for (IntegerOperation operation : network.operations()) {
      if (lastReader.containsKey(operation.output().name())) {
        largest = Math.max(largest, operation.output().shape().elements());
      }
    }
    Deque<WideTensor> free = new ArrayDeque<>();
    for (int i = 0; i < network.operations().size(); i++) {
      IntegerOperation operation = network.operations().get(i);
      String output = operation.output().name();
      if (lastReader.containsKey(output)) {
        WideTensor memory = free.isEmpty() ? reserve(tile * largest) : free.pop();
        tensors.put(output, memory);
      }
      for (String input : new HashSet<>(operation.inputs())) {
        WideTensor read = tensors.get(input);
        if (read != null && lastReader.get(input) == i) {
          free.push(read);
        }
      }
    }
  }

  /** The number of the last operation that reads a tensor in 32 bits. */
  private static Map<String, Integer> lastReaders(IntegerNetwork network) {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < network.operations().size(); i++) {
      IntegerOperation operation = network.operations().get(i);
      if (operation instanceof Rescale || operation instanceof SumPool) {
        for (String input : operation.inputs()) {
          last.put(input, i);
        }
      }
    }
    last.put(IntegerNetwork.LOGITS, network.operations().size());
    Set<String> written = new HashSet<>();
    for (IntegerOperation operation : network.operations()) {
      String output = operation.output().name();
      if (operation instanceof Convolution) {
        last.putIfAbsent(output, network.operations().size());
      }
      if (!(operation instanceof Lookup)) {
        written.add(output);
      }
    }
    last.keySet().retainAll(written);
    return last;
  }

  private WideTensor reserve(long values) {
    IntPointer pointer = new IntPointer(values);
    owned.add(pointer);
    return new WideTensor(pointer);
  }

  Map<String, WideTensor> byName() {
    return tensors;
  }

  @Override
  public void close() {
    owned.forEach(IntPointer::deallocate);
  }
}
