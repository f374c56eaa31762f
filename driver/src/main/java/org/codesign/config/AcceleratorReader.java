package org.codesign.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.codesign.hardware.EngineSizes;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.SubgraphEngine.Lanes;

/**
 * Reads the accelerator section. What an FPGA's leaves out takes every size that is worth trying.
 */
final class AcceleratorReader {

  private static final String NONE = "none";
  private static final Pattern LANES = Pattern.compile("([1-9]\\d{0,3})x([1-9]\\d{0,3})");
  private static final int MOST_LANES = 1024;
  private static final List<Integer> SIZES = List.of(4, 8, 16, 32, 64);
  private static final List<String> UNITS =
      Stream.of(MultiplierUnit.values()).map(AcceleratorReader::label).toList();

  private AcceleratorReader() {}

  static AcceleratorKeys read(ConfigNode node) {
    if (node.has("batch") && node.has("clock-megahertz")) {
      node.problem(
          "batch", "is for a GPU and cannot stand beside clock-megahertz, which is for an FPGA");
      node.allowAnyKey();
    }
    if (node.has("batch")) {
      return new AcceleratorKeys.Gpu(
          node.integer("batch").between(1, 8192).listRequired(List.of()));
    }
    List<Integer> clocks =
        node.integer("clock-megahertz").between(1, 2000).listRequired(List.of(1));
    return new AcceleratorKeys.Fpga(
        new EngineSizes(
            lanes(node, "pointwise"),
            lanes(node, "dense"),
            node.integer("depthwise-channels").between(0, MOST_LANES).listOrElse(withNone()),
            node.text("units").oneOf(UNITS).listOrElse(UNITS).stream()
                .map(text -> MultiplierUnit.valueOf(text.toUpperCase(Locale.ROOT)))
                .toList(),
            node.integer("weight-bits").between(1, 16).listOrElse(List.of(4, 8)),
            node.integer("activation-bits").between(1, 16).listOrElse(List.of(8)),
            clocks.isEmpty() ? List.of(1) : clocks));
  }

  private static List<Lanes> lanes(ConfigNode node, String key) {
    return node.text(key).satisfying(AcceleratorReader::misfit).listOrElse(allLanes()).stream()
        .map(AcceleratorReader::parse)
        .toList();
  }

  private static Optional<String> misfit(String text) {
    Matcher parts = LANES.matcher(text);
    boolean fits =
        text.equals(NONE)
            || (parts.matches()
                && Integer.parseInt(parts.group(1)) <= MOST_LANES
                && Integer.parseInt(parts.group(2)) <= MOST_LANES);
    return fits
        ? Optional.empty()
        : Optional.of(
            "must be inputs x outputs of a cycle, like 16x16, each at most 1024, or none");
  }

  private static Lanes parse(String text) {
    Matcher parts = LANES.matcher(text);
    return parts.matches()
        ? new Lanes(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)))
        : new Lanes(0, 0);
  }

  private static List<String> allLanes() {
    List<String> all = new ArrayList<>(List.of(NONE));
    SIZES.forEach(in -> SIZES.forEach(out -> all.add(in + "x" + out)));
    return all;
  }

  private static List<Integer> withNone() {
    List<Integer> all = new ArrayList<>(List.of(0));
    all.addAll(SIZES);
    return all;
  }

  private static String label(MultiplierUnit unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }
}
