package org.codesign.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.calibration.Measurement;
import org.codesign.workload.NetworkSpec;
import org.codesign.workload.ShapeChain;

/**
 * Measured times: JSON, or CSV with a row for each layer. A JSON row is one of
 *
 * <pre>
 * {"network": "n", "batch": 8, "layer": {..}, "milliseconds": 0.1}       a layer by itself
 * {"network": "n", "batch": 1, "layers": [..], "milliseconds": 0.5}      layers that ran as one
 * {"network": "n", "bits": {..}, "milliseconds": 3.2}                    a network of "networks"
 * </pre>
 *
 * The network names what leave-one-network-out leaves out. CSV has a header with the keys of a
 * layer and network, batch, milliseconds.
 */
public final class MeasurementFile {

  /** The most rows of a file. */
  private static final int MOST_ROWS = 200_000;

  private static final Set<String> TEXTS = Set.of("name", "operator", "network");

  private MeasurementFile() {}

  /** Rows and where they come from. */
  public record Measurements(List<Measurement> rows, String source) {
    public Measurements {
      rows = List.copyOf(rows);
    }
  }

  /** Reads a file that ends in .csv as CSV, any other as JSON. */
  public static Measurements read(Path path, Configuration hadoop) {
    String text = JsonText.text(path, hadoop);
    boolean csv = path.getName().toLowerCase(Locale.ROOT).endsWith(".csv");
    ObjectNode tree = csv ? ofCsv(path.toString(), text) : JsonText.parse(path.toString(), text);
    JsonFields fields = JsonFields.of(path.toString(), tree);
    String source = fields.text("source", path.getName());
    Map<String, NetworkSpec> networks = networks(fields);
    JsonNode rows = fields.get("rows");
    fields.rejectUnknown();
    if (!rows.isArray() || rows.isEmpty() || rows.size() > MOST_ROWS) {
      fields.problem("rows: must be a list of 1 to " + MOST_ROWS + " rows");
      fields.check();
    }
    List<Measurement> measurements = new ArrayList<>();
    for (JsonNode row : rows) {
      int number = measurements.size() + 1;
      measurements.add(row(fields.inside("row " + number, row), row, networks));
      fields.check();
    }
    return new Measurements(measurements, source);
  }

  private static Map<String, NetworkSpec> networks(JsonFields fields) {
    Map<String, NetworkSpec> networks = new HashMap<>();
    fields
        .get("networks")
        .fields()
        .forEachRemaining(
            entry ->
                networks.put(
                    entry.getKey(),
                    LayerTable.network(
                        fields.inside("network " + entry.getKey(), entry.getValue()),
                        entry.getKey())));
    return networks;
  }

  private static Measurement row(
      JsonFields fields, JsonNode row, Map<String, NetworkSpec> networks) {
    if (!row.isObject()) {
      fields.problem("must be an object");
      fields.check();
    }
    String group = fields.text("network", "-");
    fields.text("row", "-");
    double millis = fields.positive("milliseconds");
    boolean single = fields.has("layer");
    NetworkSpec network;
    if (single) {
      int batch = fields.integer("batch", 1, 65_536, 1);
      var layer = LayerTable.layer(fields, fields.get("layer"), 0);
      fields.rejectUnknown();
      fields.check();
      network = new NetworkSpec(group, batch, List.of(layer.orElseThrow()));
    } else if (fields.has("layers")) {
      network = LayerTable.network(fields, group);
    } else if (networks.containsKey(group)) {
      network = LayerTable.withBits(networks.get(group), fields.get("bits"), fields);
    } else {
      fields.problem(
          "needs a layer, layers, or a network of \"networks\"; '" + group + "' is none");
      fields.check();
      throw new IllegalStateException("A problem was reported.");
    }
    fields.rejectUnknown();
    ShapeChain.problems(network.layers()).forEach(fields::problem);
    fields.check();
    return new Measurement(group, network, !single, millis);
  }

  /** The same as JSON, so that there is one reader. */
  private static ObjectNode ofCsv(String source, String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (lines.size() < 2) {
      throw JsonText.problem(source + ": needs a header and at least one row");
    }
    List<String> header = List.of(lines.get(0).strip().split("\\s*,\\s*", -1));
    ObjectNode tree = JsonText.MAPPER.createObjectNode();
    ArrayNode rows = tree.putArray("rows");
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.strip().split("\\s*,\\s*", -1);
      if (cells.length != header.size()) {
        throw JsonText.problem(
            "%s: row %d: the cells (%d) must be as many as the header's (%d)"
                .formatted(source, rows.size() + 1, cells.length, header.size()));
      }
      ObjectNode row = rows.addObject();
      ObjectNode layer = row.putObject("layer");
      for (int i = 0; i < cells.length; i++) {
        boolean own = Set.of("network", "batch", "milliseconds", "row").contains(header.get(i));
        put(own ? row : layer, header.get(i), cells[i]);
      }
      if (!layer.has("name")) {
        layer.put("name", "row" + rows.size());
      }
    }
    return tree;
  }

  private static void put(ObjectNode node, String key, String cell) {
    if (cell.isEmpty()) {
      return;
    }
    if (TEXTS.contains(key)) {
      node.put(key, cell);
    } else if (cell.matches("-?\\d{1,18}")) {
      node.put(key, Long.parseLong(cell));
    } else {
      try {
        node.put(key, Double.parseDouble(cell));
      } catch (NumberFormatException e) {
        node.put(key, cell);
      }
    }
  }
}
