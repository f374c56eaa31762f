package org.codesign.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The accelerators that no other one undercuts. One undercuts another where every layer at every
 * choice of bits costs no more of anything; then every design costs no more either, whatever the
 * objectives and limits. Of accelerators with equal costs the lowest stays. Merging is associative,
 * commutative and idempotent. Sent between executors.
 */
final class CheapestAccelerators {

  private final ArrayList<Integer> accelerators = new ArrayList<>();

  /** One row an accelerator, see {@link AcceleratorDesigns#table()}. */
  private final ArrayList<long[]> tables = new ArrayList<>();

  private CheapestAccelerators() {}

  static CheapestAccelerators of(FrontTask.Context shared, int[] accelerators) {
    DesignPlan plan = new DesignPlan(shared);
    CheapestAccelerators cheapest = new CheapestAccelerators();
    for (int accelerator : accelerators) {
      AcceleratorDesigns designs =
          new AcceleratorDesigns(plan, shared.target().usableModel(accelerator));
      cheapest.add(accelerator, designs.table());
    }
    return cheapest;
  }

  CheapestAccelerators merge(CheapestAccelerators other) {
    CheapestAccelerators merged = new CheapestAccelerators();
    for (CheapestAccelerators part : List.of(this, other)) {
      for (int i = 0; i < part.tables.size(); i++) {
        merged.add(part.accelerators.get(i), part.tables.get(i));
      }
    }
    return merged;
  }

  /** The accelerators, in order. */
  int[] accelerators() {
    return accelerators.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  private void add(int accelerator, long[] table) {
    for (int i = 0; i < tables.size(); i++) {
      if (undercuts(tables.get(i), accelerators.get(i), table, accelerator)) {
        // Neighbours are mostly undercut by the same one.
        swap(i, i / 2);
        return;
      }
    }
    int[] kept =
        IntStream.range(0, tables.size())
            .filter(i -> !undercuts(table, accelerator, tables.get(i), accelerators.get(i)))
            .toArray();
    for (int i = 0; i < kept.length; i++) {
      swap(i, kept[i]);
    }
    tables.subList(kept.length, tables.size()).clear();
    accelerators.subList(kept.length, accelerators.size()).clear();
    tables.add(table);
    accelerators.add(accelerator);
  }

  private void swap(int i, int j) {
    tables.set(i, tables.set(j, tables.get(i)));
    accelerators.set(i, accelerators.set(j, accelerators.get(i)));
  }

  private static boolean undercuts(long[] table, int accelerator, long[] others, int other) {
    boolean smaller = false;
    for (int i = 0; i < table.length; i++) {
      if (table[i] > others[i]) {
        return false;
      }
      smaller |= table[i] < others[i];
    }
    return smaller || accelerator <= other;
  }
}
