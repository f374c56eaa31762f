package org.codesign.cli;

import static org.codesign.cli.TextTable.Column.left;
import static org.codesign.cli.TextTable.Column.right;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.codesign.allocation.Allocation;
import org.codesign.allocation.BitAllocation;
import org.codesign.allocation.BitChoice;
import org.codesign.allocation.LimitKey;

/** The answers of {@code allocate} for a person. */
final class AllocationText {

  private static final int MOST_POINTS = 60;

  private AllocationText() {}

  static String of(BitAllocation bits, boolean proven, Map<LimitKey, Double> limits) {
    TextTable layers =
        new TextTable(
            left("layer"), right("weight bits"), right("activation bits"), right("sensitivity"));
    for (int i = 0; i < bits.layers().size(); i++) {
      BitChoice choice = bits.choices().get(i);
      layers.add(
          bits.layers().get(i).name(),
          Integer.toString(choice.weightBits()),
          Integer.toString(choice.activationBits()),
          Numbers.significant(choice.sensitivity()));
    }
    TextTable sums = new TextTable(left("sum"), right("value"), right("limit"));
    sums.add("sensitivity", precise(bits.sensitivity()), "");
    bits.totals()
        .forEach(
            (key, value) ->
                sums.add(
                    key.label(),
                    precise(value),
                    limits.containsKey(key) ? precise(limits.get(key)) : ""));
    String verdict =
        proven
            ? "optimal: no other bits within the limits are less sensitive"
            : "the time budget is spent: the best bits so far, not proven to be optimal";
    return layers + "\n" + sums + "\n" + verdict + "\n";
  }

  static String of(Allocation.Front front) {
    List<LimitKey> keys =
        front.points().isEmpty()
            ? List.of(front.key())
            : List.copyOf(front.points().get(0).totals().keySet());
    List<TextTable.Column> columns = new ArrayList<>(List.of(right("sensitivity")));
    keys.forEach(key -> columns.add(right(key.label())));
    TextTable table = new TextTable(columns.toArray(TextTable.Column[]::new));
    int size = front.points().size();
    int shown = Math.min(size, MOST_POINTS);
    for (int i = 0; i < shown; i++) {
      // Evenly spread over a front that is too long to read, with both ends.
      int index = shown == size ? i : (int) ((long) i * (size - 1) / (shown - 1));
      BitAllocation point = front.points().get(index);
      List<String> row = new ArrayList<>(List.of(precise(point.sensitivity())));
      keys.forEach(key -> row.add(precise(point.total(key).orElseThrow())));
      table.add(row.toArray(String[]::new));
    }
    String more =
        shown == size ? "" : ", of which %d are shown; --json prints all".formatted(shown);
    return table + "\n" + "%d points on the exact front%s%n".formatted(size, more);
  }

  /** One line: which limit cannot be met, and what can be reached. */
  static String of(Allocation.Unreachable missed) {
    String rest =
        missed.smallestAlone().size() > 1 && !missed.isAlone() ? " with the other limits" : "";
    String reached =
        Double.isNaN(missed.smallest())
            ? "; the limits cannot be met together, alone the smallest are "
                + String.join(
                    ", ",
                    Arrays.stream(LimitKey.values())
                        .filter(missed.smallestAlone()::containsKey)
                        .map(key -> key.label() + "=" + missed.smallestAlone().get(key))
                        .toList())
            : ": the smallest that can be reached%s is %s=%s"
                .formatted(rest, missed.key().label(), missed.smallest());
    return "no bits meet the limit %s=%s%s"
        .formatted(missed.key().label(), missed.limit(), reached);
  }

  private static String precise(double value) {
    return String.format(java.util.Locale.ROOT, "%.6g", value);
  }
}
