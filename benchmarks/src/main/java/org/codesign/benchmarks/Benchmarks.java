package org.codesign.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The entry point of {@code bin/benchmark}: runs one comparison and prints its ratios. */
public final class Benchmarks {

  private static final List<Comparison> ALL =
      List.of(
          new AllocationComparison(),
          new EconomyComparison(),
          new EngineComparison(),
          new FrontComparison(),
          new HardwareComparison(),
          new HessianComparison(),
          new IntegerComparison(),
          new SchedulingComparison(),
          new SensitivityComparison());

  private Benchmarks() {}

  /** Runs {@code NAME [--json]}. */
  public static void main(String[] args) throws Exception {
    boolean json = Arrays.asList(args).contains("--json");
    List<String> names = Arrays.stream(args).filter(arg -> !arg.startsWith("--")).toList();
    Optional<Comparison> chosen =
        ALL.stream().filter(one -> names.equals(List.of(one.name()))).findFirst();
    if (chosen.isEmpty()) {
      System.err.println("Usage: bin/benchmark NAME [--json]");
      ALL.forEach(one -> System.err.printf("  %-12s %s%n", one.name(), one.description()));
      System.exit(2);
    }
    List<Comparison.Row> rows = chosen.orElseThrow().run(System.err::println);
    System.out.println(json ? json(rows) : table(rows));
    // Native libraries may leave threads behind.
    System.exit(0);
  }

  private static String json(List<Comparison.Row> rows) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    ArrayNode array = root.putArray("rows");
    for (Comparison.Row row : rows) {
      ObjectNode node = array.addObject();
      node.put("case", row.label()).put("ours", row.ours()).put("peer", row.peer());
      node.put("unit", row.unit()).put("ratio", row.ratio());
      node.put("lowestRatio", row.lowest()).put("highestRatio", row.highest());
      node.put("must", row.must()).put("goal", row.goal());
    }
    return mapper.writeValueAsString(root);
  }

  private static String table(List<Comparison.Row> rows) {
    StringBuilder text = new StringBuilder();
    String head = "%-34s %12s %12s %-8s %7s  %-15s %6s %6s%n";
    text.append(
        head.formatted("case", "ours", "peer", "unit", "ratio", "lowest-highest", "must", "goal"));
    for (Comparison.Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-34s %12.4g %12.4g %-8s %7.2f  %6.2f-%-8.2f %6.2f %6.2f%n",
              row.label(),
              row.ours(),
              row.peer(),
              row.unit(),
              row.ratio(),
              row.lowest(),
              row.highest(),
              row.must(),
              row.goal()));
    }
    return text.toString();
  }
}
