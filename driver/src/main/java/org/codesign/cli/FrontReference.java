package org.codesign.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.codesign.config.ConfigurationException;
import org.codesign.pareto.Objective;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.ReferencePoint;

/** The reference point of {@code front}: as given, or a little worse than the worst row. */
final class FrontReference {

  private static final double MARGIN = 0.1;

  private FrontReference() {}

  /** The user's values by objective; all of them are needed, and nothing else. */
  static Map<String, Double> parse(List<String> texts, List<Objective> objectives) {
    List<String> problems = new ArrayList<>();
    Map<String, Double> values = new HashMap<>();
    List<String> names = objectives.stream().map(Objective::name).toList();
    for (String text : texts) {
      int equals = text.lastIndexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals).strip();
      double value = equals < 0 ? Double.NaN : number(text.substring(equals + 1));
      if (!names.contains(name)) {
        problems.add("--reference: '%s' is not an objective".formatted(name));
      } else if (!Double.isFinite(value)) {
        problems.add("--reference: '%s' must be %s=VALUE, finite".formatted(text, name));
      } else if (values.put(name, value) != null) {
        problems.add("--reference: %s is given twice".formatted(name));
      }
    }
    for (String name : names) {
      if (!texts.isEmpty() && problems.isEmpty() && !values.containsKey(name)) {
        problems.add("--reference: the value of %s is missing".formatted(name));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return values;
  }

  /** In minimised values. */
  static ReferencePoint of(
      Map<String, Double> given, List<Objective> objectives, PointsFile.Points points) {
    double[] values = new double[objectives.size()];
    for (int j = 0; j < values.length; j++) {
      Double value = given.get(objectives.get(j).name());
      double worst = points.worst().get(j);
      double range = worst - points.best().get(j);
      values[j] =
          value == null
              ? worst + MARGIN * (range > 0 ? range : Math.max(1, Math.abs(worst)))
              : objectives.get(j).minimised(value);
    }
    return ReferencePoint.of(values);
  }

  /** How many points of the front are better than the reference in every objective. */
  static long inside(ParetoFront front, List<Objective> objectives, ReferencePoint reference) {
    return IntStream.range(0, front.size())
        .filter(
            i ->
                IntStream.range(0, objectives.size())
                    .allMatch(
                        j ->
                            objectives.get(j).scale().decode(front.value(i, j))
                                < reference.value(j)))
        .count();
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
