package org.codesign.pareto;

import java.util.Arrays;

/**
 * Builds a {@link ParetoFront} from any number of points. Points are buffered; a full buffer is
 * sorted, freed of duplicates and filtered by {@link NonDominatedRows}. Points that one of the kept
 * ones dominates are mostly turned away at once by {@link Champions}. Memory is proportional to the
 * largest front of the points so far. Not thread-safe.
 */
public final class ParetoFrontBuilder {

  private static final int SMALLEST_BUFFER = 1 << 10;
  private static final int LARGEST_FIRST_BUFFER = 1 << 16;

  /** Fronts get room for three times their points, and large ones at least for as many. */
  private static final int AMPLE_ROOM = 1 << 20;

  private final int objectives;
  private final Champions champions;
  private long[] rows;
  private long[] payloads;
  private int kept;
  private int size;

  /** A builder of a front with one to six objectives. */
  public ParetoFrontBuilder(int objectives) {
    if (objectives < 1 || objectives > ParetoFront.MAXIMUM_OBJECTIVES) {
      throw new IllegalArgumentException(
          "The number of objectives (%d) must be in [1, %d]."
              .formatted(objectives, ParetoFront.MAXIMUM_OBJECTIVES));
    }
    this.objectives = objectives;
    champions = new Champions(objectives);
    rows = new long[SMALLEST_BUFFER * objectives];
    payloads = new long[SMALLEST_BUFFER];
  }

  /**
   * Adds a point.
   *
   * @param values flat storage that holds the point's values from the offset on; it is copied
   * @param payload of points with equal values the smallest payload is kept
   */
  public void add(long[] values, int offset, long payload) {
    if (!covers(values, offset)) {
      append(values, offset, payload);
    }
  }

  /** Whether a kept point that dominates this one has been found; false may be wrong. */
  boolean covers(long[] values, int offset) {
    return champions.dominate(values, offset);
  }

  /** Adds a point that was not found to be covered. */
  void append(long[] values, int offset, long payload) {
    if (size == payloads.length) {
      makeRoom();
    }
    System.arraycopy(values, offset, rows, size * objectives, objectives);
    payloads[size++] = payload;
  }

  /** Adds the points of a front. */
  public ParetoFrontBuilder addAll(ParetoFront front) {
    if (front.objectives() != objectives) {
      throw new IllegalArgumentException(
          "Fronts of %d and of %d objectives cannot be merged."
              .formatted(objectives, front.objectives()));
    }
    for (int i = 0; i < front.size(); i++) {
      add(front.values(), i * objectives, front.payload(i));
    }
    return this;
  }

  /** The number of points that the last filtering of the buffer left. */
  int kept() {
    return kept;
  }

  /** The front of all points added so far. */
  public ParetoFront build() {
    reduce();
    return new ParetoFront(
        objectives, Arrays.copyOf(rows, kept * objectives), Arrays.copyOf(payloads, kept));
  }

  private void makeRoom() {
    if (size >= LARGEST_FIRST_BUFFER) {
      reduce();
      champions.choose(rows, kept);
    }
    int room = Math.max(kept, Math.min(3 * kept, AMPLE_ROOM));
    int wanted = Math.max(Math.min(2 * size, LARGEST_FIRST_BUFFER), Math.addExact(kept, room));
    if (wanted > payloads.length) {
      rows = Arrays.copyOf(rows, Math.multiplyExact(wanted, objectives));
      payloads = Arrays.copyOf(payloads, wanted);
    }
  }

  private void reduce() {
    if (size == kept) {
      return;
    }
    int[] order = order();
    long[] sortedRows = new long[order.length * objectives];
    long[] sortedPayloads = new long[order.length];
    int distinct = gather(order, sortedRows, sortedPayloads);
    boolean[] dominated = NonDominatedRows.dominated(sortedRows, distinct, objectives);
    kept = 0;
    for (int i = 0; i < distinct; i++) {
      if (!dominated[i]) {
        System.arraycopy(sortedRows, i * objectives, rows, kept * objectives, objectives);
        payloads[kept++] = sortedPayloads[i];
      }
    }
    size = kept;
  }

  /** The rows in lexicographic order of values, then payload. */
  private int[] order() {
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      keys[i] = rows[i * objectives];
    }
    int[] order = KeySort.rowNumbers(size);
    KeySort.sort(keys, order, this::inOrder);
    return order;
  }

  private boolean inOrder(int left, int right) {
    for (int j = 1; j < objectives; j++) {
      long a = rows[left * objectives + j];
      long b = rows[right * objectives + j];
      if (a != b) {
        return a < b;
      }
    }
    return payloads[left] <= payloads[right];
  }

  /** Copies the first of each run of equal rows; returns how many there are. */
  private int gather(int[] order, long[] sortedRows, long[] sortedPayloads) {
    int distinct = 0;
    for (int row : order) {
      int from = row * objectives;
      int last = (distinct - 1) * objectives;
      boolean duplicate =
          distinct > 0
              && Arrays.equals(rows, from, from + objectives, sortedRows, last, last + objectives);
      if (!duplicate) {
        System.arraycopy(rows, from, sortedRows, distinct * objectives, objectives);
        sortedPayloads[distinct++] = payloads[row];
      }
    }
    return distinct;
  }
}
