package org.codesign.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.codesign.search.SensitivityRequest.Part;
import org.codesign.search.SensitivityResult.Curvature;
import org.codesign.search.SensitivityResult.Layer;
import org.codesign.search.SensitivityResult.Measured;
import org.codesign.sensitivity.Eigenvalue;

/** Sensitivities as JSON, which {@code allocate} reads; docs/sensitivity.md says what keys mean. */
public final class SensitivityJson {

  private static final JsonMapper MAPPER = new JsonMapper();

  private SensitivityJson() {}

  /** The text of {@code sensitivity.json}. */
  public static String of(SensitivityResult result) {
    SensitivityRequest request = result.request();
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("model", request.model());
    tree.put("batchNorm", result.facts().batchNorm().name().toLowerCase(Locale.ROOT));
    tree.put("loss", request.loss().label());
    request.data().ifPresent(data -> tree.put("data", String.join(",", data.paths())));
    tree.put("images", request.images());
    tree.put("probes", result.probes());
    tree.put("seed", request.seed());
    tree.put("grouping", result.grouping().name().toLowerCase(Locale.ROOT));
    tree.put("score", request.data().isPresent() ? "omega" : "data-free divergence");
    result.original().ifPresent(measured -> measured(tree.putObject("original"), measured));
    if (!result.eightBits().isEmpty()) {
      ObjectNode eight = tree.putObject("eightBits");
      result.eightBits().forEach((ranges, value) -> measured(eight.putObject(ranges), value));
    }
    ArrayNode layers = tree.putArray("layers");
    result.layers().forEach(layer -> layer(layers.addObject(), layer));
    ArrayNode correlations = tree.putArray("spearman");
    for (SensitivityResult.RankCorrelation one : result.rankCorrelations()) {
      correlations.addObject().put("of", one.of()).put("bits", one.bits()).put("rho", one.rho());
    }
    ArrayNode frontier = tree.putArray("frontier");
    for (SensitivityResult.FrontierPoint point : result.frontier()) {
      ObjectNode node = frontier.addObject();
      node.put("sizeMegabytes", point.sizeMegabytes());
      node.put("score", point.score());
      point.bits().forEach(node.putArray("bits")::add);
    }
    return write(tree);
  }

  /** The problem of weights and activations together, for {@code allocate}. */
  static String allocation(SensitivityResult result) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    ArrayNode layers = tree.putArray("layers");
    for (Layer layer : result.layers()) {
      ObjectNode node = layers.addObject();
      node.put("name", layer.name());
      node.put("parameters", layer.parameters());
      node.put("macs", layer.macs());
      ArrayNode choices = node.putArray("choices");
      layer
          .score()
          .forEach((bits, score) -> choices(choices, bits, score, layer, result.request()));
    }
    return write(tree);
  }

  private static void choices(
      ArrayNode choices, int weightBits, double score, Layer layer, SensitivityRequest request) {
    for (int activationBits : request.bits()) {
      double ofInputs =
          layer.inputs().map(curvature -> curvature.omega().get(activationBits)).orElse(0.0);
      if (request.has(Part.ACTIVATIONS) || weightBits == activationBits) {
        choices
            .addObject()
            .put("weightBits", weightBits)
            .put("activationBits", activationBits)
            .put("sensitivity", score + ofInputs);
      }
    }
  }

  private static void layer(ObjectNode node, Layer layer) {
    node.put("name", layer.name());
    node.put("parameters", layer.parameters());
    node.put("macs", layer.macs());
    layer.weights().ifPresent(curvature -> trace(node, curvature));
    ArrayNode eigenvalues = node.putArray("eigenvalues");
    ArrayNode residuals = JsonNodeFactory.instance.arrayNode();
    for (Eigenvalue eigenvalue : layer.eigenvalues()) {
      eigenvalues.add(eigenvalue.value());
      residuals.add(eigenvalue.residual());
    }
    if (!residuals.isEmpty()) {
      node.set("eigenvalueResiduals", residuals);
    }
    layer.eigenvalueSpread().ifPresent(spread -> node.put("eigenvalueMeanPlusDeviation", spread));
    byBits(node.putObject("omega"), layer.score());
    layer.weights().ifPresent(curvature -> fineTuning(node, layer, curvature));
    layer.weights().ifPresent(curvature -> errors(node, curvature));
    layer.inputs().ifPresent(curvature -> inputs(node.putObject("activations"), curvature));
    if (!layer.weightsMeasured().isEmpty()) {
      measured(node.putObject("measured"), layer.weightsMeasured());
    }
    if (!layer.inputsMeasured().isEmpty()) {
      measured(node.putObject("activationsMeasured"), layer.inputsMeasured());
    }
    if (!layer.distilledDivergence().isEmpty()) {
      byBits(node.putObject("dataFreeDivergence"), layer.distilledDivergence());
    }
    node.put("seconds", layer.seconds());
  }

  /** HAWQ fine-tunes layers in falling order of the top eigenvalue times the squared error. */
  private static void fineTuning(ObjectNode node, Layer layer, Curvature curvature) {
    if (!layer.eigenvalues().isEmpty()) {
      double top = layer.eigenvalues().get(0).value();
      ObjectNode omega = node.putObject("eigenvalueOmega");
      curvature
          .squaredErrors()
          .forEach((bits, error) -> omega.put(Integer.toString(bits), Math.max(0, top) * error));
    }
  }

  private static void inputs(ObjectNode node, Curvature curvature) {
    node.put("elements", curvature.elements());
    trace(node, curvature);
    byBits(node.putObject("omega"), curvature.omega());
    errors(node, curvature);
  }

  private static void trace(ObjectNode node, Curvature curvature) {
    node.put("trace", curvature.trace().trace());
    node.put("standardError", curvature.trace().standardError());
    node.put("isNegative", curvature.trace().trace() < 0);
  }

  private static void errors(ObjectNode node, Curvature curvature) {
    byBits(node.putObject("squaredErrors"), curvature.squaredErrors());
  }

  private static void byBits(ObjectNode node, SortedMap<Integer, Double> values) {
    values.forEach((bits, value) -> node.put(Integer.toString(bits), value));
  }

  private static void measured(ObjectNode node, SortedMap<Integer, Measured> values) {
    for (Map.Entry<Integer, Measured> value : values.entrySet()) {
      measured(node.putObject(Integer.toString(value.getKey())), value.getValue());
    }
  }

  private static void measured(ObjectNode node, Measured value) {
    node.put("loss", value.loss());
    node.put("accuracy", value.accuracy());
    node.put("divergence", value.divergence());
  }

  private static String write(ObjectNode tree) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The sensitivities cannot be written as JSON.", e);
    }
  }
}
