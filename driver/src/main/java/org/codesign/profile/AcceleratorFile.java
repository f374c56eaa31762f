package org.codesign.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.config.ConfigurationException;
import org.codesign.config.RecordShape;
import org.codesign.cost.DataflowTiming;
import org.codesign.cost.SubgraphTiming;
import org.codesign.cost.TimingModel;
import org.codesign.hardware.DataflowFolding;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.workload.NetworkSpec;

/**
 * An accelerator on an FPGA as JSON, told apart by {@code kind}: {@code subgraph-engine}, the keys
 * of {@link SubgraphEngine}, or {@code dataflow}, a clock and the pe and simd of each layer.
 */
public final class AcceleratorFile {

  private AcceleratorFile() {}

  /** The timing model of the accelerator in a file. */
  public static TimingModel read(
      Path path, FpgaDevice device, NetworkSpec network, Configuration hadoop) {
    ObjectNode tree = JsonText.read(path, hadoop);
    String source = "accelerator " + path;
    String kind = tree.path("kind").asText("");
    ObjectNode rest = tree.deepCopy().without("kind");
    return switch (kind) {
      case "subgraph-engine" ->
          new SubgraphTiming(device, fitted(engine(rest, source), device, source));
      case "dataflow" -> new DataflowTiming(device, folding(rest, source), network);
      default ->
          throw JsonText.problem(
              "%s: kind: %s must be one of subgraph-engine, dataflow"
                  .formatted(source, tree.path("kind")));
    };
  }

  private static SubgraphEngine engine(ObjectNode tree, String source) {
    List<String> misfits = RecordShape.problems(tree, SubgraphEngine.class);
    if (!misfits.isEmpty()) {
      throw new ConfigurationException(misfits.stream().map(line -> source + ": " + line).toList());
    }
    try {
      return JsonText.MAPPER.treeToValue(tree, SubgraphEngine.class);
    } catch (JsonProcessingException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException own ? own : e;
      throw JsonText.problem(source + ": " + cause.getMessage().lines().findFirst().orElse(""));
    }
  }

  private static SubgraphEngine fitted(SubgraphEngine engine, FpgaDevice device, String source) {
    double fastest = device.timing().maximumClockMegahertz().value();
    if (engine.clockMegahertz() > fastest) {
      throw JsonText.problem(
          "%s: clockMegahertz: %d exceeds the %.0f MHz of %s"
              .formatted(source, engine.clockMegahertz(), fastest, device.name()));
    }
    return engine;
  }

  private static DataflowFolding folding(ObjectNode tree, String source) {
    JsonFields fields = JsonFields.of(source, tree);
    int clock = fields.integer("clockMegahertz", 1, 2_000, null);
    JsonNode layers = fields.get("folding");
    if (!layers.isObject()) {
      fields.problem("folding: must be an object of layers");
    }
    Map<String, DataflowFolding.Fold> folds = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    layers.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonFields one = fields.inside("layer " + name, layers.get(name));
      folds.put(
          name,
          new DataflowFolding.Fold(
              one.integer("pe", 1, 65_536, null), one.integer("simd", 1, 65_536, null)));
      one.rejectUnknown();
    }
    fields.rejectUnknown();
    fields.check();
    return new DataflowFolding(clock, folds);
  }
}
