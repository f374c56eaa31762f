package org.codesign.cli;

import java.util.ArrayList;
import java.util.List;
import org.codesign.search.SensitivityResult;
import org.codesign.search.SensitivityResult.Layer;
import org.codesign.search.SensitivityResult.RankCorrelation;
import org.codesign.sensitivity.TraceEstimate;

/** Sensitivities for people. */
final class SensitivityText {

  private SensitivityText() {}

  static String of(SensitivityResult result, String output) {
    StringBuilder text = new StringBuilder(table(result).toString());
    text.append(
        "%s loss, batch normalisation %s, %,d images, %d probes of %s%n"
            .formatted(
                result.request().loss().label(),
                result.facts().batchNorm().name().toLowerCase(java.util.Locale.ROOT),
                result.request().images(),
                result.probes(),
                switch (result.grouping()) {
                  case ALL_LAYERS -> "the weights";
                  case LAYER_BY_LAYER -> "each layer's weights";
                  case LOGITS -> "the logits";
                }));
    result
        .original()
        .ifPresent(
            one ->
                text.append(
                    "as it is: loss %s, accuracy %s %%%n"
                        .formatted(
                            Numbers.significant(one.loss()), Numbers.percent(one.accuracy()))));
    result
        .eightBits()
        .forEach(
            (ranges, one) ->
                text.append(
                    "all at 8 bits, ranges from %s images: accuracy %s %%%n"
                        .formatted(ranges, Numbers.percent(one.accuracy()))));
    for (RankCorrelation one : result.rankCorrelations()) {
      text.append(
          "Spearman's rho of %s at %d bits: %.3f%n".formatted(one.of(), one.bits(), one.rho()));
    }
    long negative =
        result.layers().stream()
            .flatMap(layer -> layer.weights().stream())
            .filter(curvature -> curvature.trace().trace() < 0)
            .count();
    if (negative > 0) {
      text.append("%d traces are negative; their omega is 0%n".formatted(negative));
    }
    text.append("results in %s%n".formatted(output));
    return text.toString();
  }

  private static TextTable table(SensitivityResult result) {
    List<TextTable.Column> columns = new ArrayList<>();
    columns.add(TextTable.Column.left("layer"));
    columns.add(TextTable.Column.right("weights"));
    columns.add(TextTable.Column.right("trace"));
    columns.add(TextTable.Column.right("error"));
    columns.add(TextTable.Column.right("eigenvalue"));
    result.request().bits().forEach(b -> columns.add(TextTable.Column.right(b + " bits")));
    TextTable table = new TextTable(columns.toArray(TextTable.Column[]::new));
    for (Layer layer : result.layers()) {
      List<String> cells = new ArrayList<>();
      cells.add(layer.name());
      cells.add("%,d".formatted(layer.parameters()));
      TraceEstimate none = new TraceEstimate(Double.NaN, Double.NaN, 0);
      TraceEstimate trace = layer.weights().map(one -> one.trace()).orElse(none);
      cells.add(Numbers.significant(trace.trace()));
      cells.add(Numbers.significant(trace.standardError()));
      cells.add(
          layer.eigenvalues().isEmpty()
              ? "-"
              : Numbers.significant(layer.eigenvalues().get(0).value()));
      layer.score().values().forEach(score -> cells.add(Numbers.significant(score)));
      table.add(cells.toArray(String[]::new));
    }
    return table;
  }
}
