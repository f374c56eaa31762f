package org.codesign.search;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.codesign.pareto.ParetoFront;

/**
 * The front of some accelerators: points with the payload accelerator * 2^32 + row, and behind each
 * payload the index of the choice at every position. Where no accelerator had a design, the limit
 * that came closest. Merging is associative and commutative. Sent between executors.
 */
final class FrontPart {

  private final ParetoFront front;
  private final HashMap<Integer, ParetoFront> bounds;
  private final HashMap<Long, long[]> choices;
  private final Miss miss;

  /**
   * A limit that no design of an accelerator meets.
   *
   * @param factor how many times the smallest reachable value exceeds the limit
   */
  record Miss(double factor, int accelerator, String constraint) {}

  /** An exact front, which needs no bounds. */
  FrontPart(ParetoFront front, Map<Long, long[]> choices, Optional<Miss> miss) {
    this(front, Map.of(), choices, miss);
  }

  /**
   * A front whose points are maybe not the best.
   *
   * @param bounds of the same objectives, by accelerator: every design on it has a point here that
   *     dominates or equals it; the payloads are the accelerator
   */
  FrontPart(
      ParetoFront front,
      Map<Integer, ParetoFront> bounds,
      Map<Long, long[]> choices,
      Optional<Miss> miss) {
    this.front = front;
    this.bounds = new HashMap<>(bounds);
    this.choices = new HashMap<>(choices);
    this.miss = miss.orElse(null);
  }

  ParetoFront front() {
    return front;
  }

  Map<Integer, ParetoFront> bounds() {
    return Collections.unmodifiableMap(bounds);
  }

  /** The designs alone. */
  FrontPart withoutBounds() {
    return new FrontPart(front, choices, miss());
  }

  /**
   * The same designs with rows beyond those of a front that was found before: an accelerator that
   * is solved again has other designs, whose payloads must not be those of the earlier ones.
   */
  FrontPart after(FrontPart earlier) {
    long rows = 0;
    for (int point = 0; point < earlier.front.size(); point++) {
      rows = Math.max(rows, 1 + (int) earlier.front.payload(point));
    }
    long first = rows;
    HashMap<Long, long[]> moved = new HashMap<>();
    choices.forEach((payload, chosen) -> moved.put(payload + first, chosen));
    return new FrontPart(front.mapPayloads(payload -> payload + first), bounds, moved, miss());
  }

  Optional<Miss> miss() {
    return Optional.ofNullable(miss);
  }

  /** The accelerator of a point. */
  int accelerator(int point) {
    return (int) (front.payload(point) >>> 32);
  }

  /** The index of the choice at every position for a point. */
  long[] choices(int point) {
    return choices.get(front.payload(point)).clone();
  }

  /** The indices of the choices behind each payload. */
  Map<Long, long[]> choicesByPayload() {
    return Collections.unmodifiableMap(choices);
  }

  static long payload(int accelerator, int row) {
    return (long) accelerator << 32 | row;
  }

  FrontPart merge(FrontPart other) {
    ParetoFront merged = ParetoFront.merge(front, other.front);
    HashMap<Long, long[]> kept = new HashMap<>();
    for (int point = 0; point < merged.size(); point++) {
      long payload = merged.payload(point);
      long[] own = choices.get(payload);
      kept.put(payload, own == null ? other.choices.get(payload) : own);
    }
    HashMap<Integer, ParetoFront> all = new HashMap<>(bounds);
    all.putAll(other.bounds);
    return new FrontPart(merged, all, kept, closer(other));
  }

  private Optional<Miss> closer(FrontPart other) {
    if (miss == null || other.miss == null) {
      return Optional.ofNullable(miss == null ? other.miss : miss);
    }
    int order = Double.compare(miss.factor(), other.miss.factor());
    boolean own = order == 0 ? miss.accelerator() < other.miss.accelerator() : order < 0;
    return Optional.of(own ? miss : other.miss);
  }
}
