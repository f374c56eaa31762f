package org.codesign.profile;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.codesign.calibration.NetworkEstimate;
import org.codesign.calibration.NetworkEstimate.Item;
import org.codesign.hardware.ResourceUse;

/** Costs for machines. */
public final class EstimateJson {

  private EstimateJson() {}

  /** {@code {"total": {..}, "layers": [..], ..}}. */
  public static String of(
      NetworkEstimate estimate, String network, String device, String accelerator) {
    ObjectNode tree = JsonText.MAPPER.createObjectNode();
    tree.put("network", network);
    tree.put("device", device);
    if (!accelerator.isEmpty()) {
      tree.put("accelerator", accelerator);
    }
    tree.put("measuredLayers", estimate.measuredLayers());
    tree.put("coverage", (double) estimate.measuredLayers() / estimate.layers().size());
    ObjectNode total = tree.putObject("total");
    put(total, estimate.total());
    put(total, estimate.resources());
    ArrayNode layers = tree.putArray("layers");
    for (Item item : estimate.layers()) {
      ObjectNode node = layers.addObject();
      node.put("name", item.name());
      put(node, item);
      node.put("origin", lower(item.origin()));
      item.resources().ifPresent(use -> put(node, use));
    }
    return tree.toPrettyString() + "\n";
  }

  private static void put(ObjectNode node, Item item) {
    node.put("latencyMillis", item.latencyMillis());
    node.put("latencyLowMillis", item.lowMillis());
    node.put("latencyHighMillis", item.highMillis());
    node.put("energyMicrojoules", item.energyMicrojoules());
    node.put("bytesMoved", item.bytesMoved());
    node.put("bound", lower(item.bound()));
  }

  private static void put(ObjectNode node, ResourceUse use) {
    node.put("lut", use.lut());
    node.put("ff", use.ff());
    node.put("dsp", use.dsp());
    node.put("bram36", use.bram36());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
