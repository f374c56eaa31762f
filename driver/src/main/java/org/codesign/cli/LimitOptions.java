package org.codesign.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.codesign.allocation.BitChoice;
import org.codesign.allocation.Layer;
import org.codesign.allocation.LimitKey;
import org.codesign.config.ConfigurationException;

/** The limits of {@code --limit KEY=VALUE}. */
final class LimitOptions {

  private LimitOptions() {}

  static Map<LimitKey, Double> parse(List<String> texts) {
    List<String> problems = new ArrayList<>();
    Map<LimitKey, Double> limits = new EnumMap<>(LimitKey.class);
    for (String text : texts) {
      int equals = text.indexOf('=');
      String label = equals < 0 ? text : text.substring(0, equals);
      Optional<LimitKey> key = LimitKey.parse(label);
      double value = equals < 0 ? Double.NaN : number(text.substring(equals + 1));
      if (key.isEmpty()) {
        problems.add("--limit: unknown key '%s'; known are %s".formatted(label, labels()));
      } else if (!(value >= 0) || Double.isInfinite(value)) {
        problems.add(
            "--limit: '%s' must be %s=VALUE with a finite number, at least 0"
                .formatted(text, label));
      } else if (limits.put(key.get(), value + 0.0) != null) {
        problems.add("--limit: %s is given twice".formatted(label));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return limits;
  }

  static String labels() {
    return Arrays.stream(LimitKey.values()).map(LimitKey::label).collect(Collectors.joining(", "));
  }

  /** Says which layer does not give what a limit needs. */
  static void requireCounts(String file, List<Layer> layers, Iterable<LimitKey> keys) {
    List<String> problems = new ArrayList<>();
    for (LimitKey key : keys) {
      layers.stream()
          .filter(layer -> layer.choices().stream().anyMatch(one -> lacks(layer, key, one)))
          .findFirst()
          .ifPresent(layer -> problems.add(lacking(file, layer, key)));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static boolean lacks(Layer layer, LimitKey key, BitChoice choice) {
    return layer.count(key, choice).isEmpty();
  }

  private static String lacking(String file, Layer layer, LimitKey key) {
    String what = key == LimitKey.BOPS_GIGA ? "macs" : key.field() + " in every choice";
    return "%s: layer %s: the limit %s needs %s, which is missing"
        .formatted(file, layer.name(), key.label(), what);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
