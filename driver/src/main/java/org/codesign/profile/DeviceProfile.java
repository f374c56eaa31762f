package org.codesign.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.calibration.Calibration;
import org.codesign.calibration.HeldOutError;
import org.codesign.calibration.LatencyTable;
import org.codesign.calibration.Measurement;
import org.codesign.config.DeviceChoice;
import org.codesign.config.DeviceFile;
import org.codesign.config.InputFile;
import org.codesign.cost.SubgraphTiming;
import org.codesign.cost.TimingModel;
import org.codesign.hardware.Device;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;

/**
 * A device and what was measured on it: a device file that may have {@code calibration}, the fitted
 * parameters and their errors, and {@code latencyTable}, measured layers.
 */
public record DeviceProfile(
    Device device, Optional<Calibration> calibration, List<Measurement> measured, String json) {

  private static final String CALIBRATION = "calibration";
  private static final String TABLE = "latencyTable";
  private static final String ACCELERATOR = "accelerator";

  public DeviceProfile {
    measured = List.copyOf(measured);
  }

  /** Reads a packaged device by its name, or a file: anything with a slash or ending in .json. */
  public static DeviceProfile read(String name, Configuration hadoop) {
    boolean isPath = name.contains("/") || name.endsWith(".json");
    DeviceChoice choice =
        new DeviceChoice(
            name,
            isPath
                ? Optional.of(new InputFile(name, new Path(name), Optional.empty()))
                : Optional.empty());
    return read(choice, hadoop);
  }

  /** Reads the chosen device. */
  public static DeviceProfile read(DeviceChoice choice, Configuration hadoop) {
    String name = choice.name();
    Device device = DeviceFile.read(choice, hadoop);
    String json = new String(DeviceFile.bytes(choice, hadoop), StandardCharsets.UTF_8);
    JsonFields fields = JsonFields.of("device " + name, JsonText.parse(name, json));
    Optional<Calibration> calibration =
        fields.has(CALIBRATION)
            ? Optional.of(calibration(fields.inside(CALIBRATION, fields.get(CALIBRATION))))
            : Optional.empty();
    List<Measurement> measured = new ArrayList<>();
    for (JsonNode row : fields.get(TABLE)) {
      JsonFields own = fields.inside(TABLE + " row " + (measured.size() + 1), row);
      int batch = own.integer("batch", 1, 65_536, 1);
      double millis = own.positive("milliseconds");
      String accelerator = own.text(ACCELERATOR, TABLE);
      Optional<LayerSpec> layer = LayerTable.layer(own, own.get("layer"), 0);
      own.check();
      NetworkSpec one = new NetworkSpec(TABLE, batch, List.of(layer.orElseThrow()));
      measured.add(new Measurement(accelerator, one, false, millis));
    }
    fields.check();
    return new DeviceProfile(device, calibration, measured, json);
  }

  /** The layers that were measured on what a model times: on an FPGA, on the same engine. */
  public LatencyTable table(TimingModel model) {
    return model instanceof SubgraphTiming subgraph
        ? LatencyTable.of(measured, subgraph.engine().label())
        : LatencyTable.of(measured);
  }

  /** The device file with another calibration and table of what the model times, as JSON. */
  public String with(TimingModel model, Calibration fitted, List<Measurement> rows) {
    ObjectNode tree = JsonText.parse(device.name(), json);
    ObjectNode node = tree.putObject(CALIBRATION);
    node.put("model", fitted.model());
    ObjectNode parameters = node.putObject("parameters");
    new TreeMap<>(fitted.parameters()).forEach(parameters::put);
    put(node.putObject("layerError"), fitted.layerError());
    put(node.putObject("networkError"), fitted.networkError());
    put(node.putObject("leftOutNetworkError"), fitted.leftOutNetworkError());
    node.put("source", fitted.source());
    ArrayNode table = tree.putArray(TABLE);
    for (Measurement row : rows) {
      if (!row.whole()) {
        ObjectNode one = table.addObject();
        if (model instanceof SubgraphTiming subgraph) {
          one.put(ACCELERATOR, subgraph.engine().label());
        }
        put(one, row);
      }
    }
    return tree.toPrettyString() + "\n";
  }

  private static void put(ObjectNode node, HeldOutError error) {
    node.put("rows", error.rows());
    node.put("meanPercent", error.meanPercent());
    node.put("worstPercent", error.worstPercent());
    node.put("logHalfWidth", error.logHalfWidth());
    node.put("coverage", error.coverage());
  }

  private static void put(ObjectNode node, Measurement row) {
    LayerSpec layer = row.layer();
    node.put("batch", row.network().batch());
    node.put("milliseconds", row.millis());
    ObjectNode own = node.putObject("layer");
    own.put("name", layer.name());
    own.put("operator", layer.operator().label());
    own.put("inChannels", layer.inChannels());
    own.put("outChannels", layer.outChannels());
    own.put("inHeight", layer.inHeight());
    own.put("inWidth", layer.inWidth());
    own.put("kernel", layer.kernel());
    own.put("stride", layer.stride());
    own.put("padding", layer.padding());
    own.put("groups", layer.groups());
    own.put("weightBits", layer.weightBits());
    own.put("activationBits", layer.activationBits());
  }

  private static Calibration calibration(JsonFields fields) {
    String model = fields.text("model", null);
    Map<String, Double> parameters = new TreeMap<>();
    JsonNode values = fields.get("parameters");
    JsonFields own = fields.inside("parameters", values);
    values.fieldNames().forEachRemaining(name -> parameters.put(name, own.positive(name)));
    Calibration calibration =
        new Calibration(
            model,
            parameters,
            error(fields, "layerError"),
            error(fields, "networkError"),
            error(fields, "leftOutNetworkError"),
            fields.text("source", null));
    fields.rejectUnknown();
    return calibration;
  }

  private static HeldOutError error(JsonFields fields, String key) {
    JsonNode node = fields.get(key);
    JsonNode halfWidth = node.path("logHalfWidth");
    double width = halfWidth.asDouble(0);
    if (halfWidth.isMissingNode() && !node.isMissingNode()) {
      fields.problem(key + ".logHalfWidth: missing");
    } else if (!node.isMissingNode() && !(halfWidth.isNumber() && width >= 0 && width < 20)) {
      fields.problem("%s.logHalfWidth: %s must be in [0, 20)".formatted(key, halfWidth));
      width = 0;
    }
    return new HeldOutError(
        Math.max(0, node.path("rows").asInt(0)),
        node.path("meanPercent").asDouble(0),
        node.path("worstPercent").asDouble(0),
        width,
        node.path("coverage").asDouble(0));
  }
}
