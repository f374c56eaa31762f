package org.codesign.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.codesign.data.Normalization;
import org.codesign.engine.ModelZip;
import org.codesign.engine.NetworkWeights;
import org.codesign.hardware.AcceleratorConfig;
import org.codesign.hardware.Device;
import org.codesign.hardware.ResourceUse;
import org.codesign.network.Network;
import org.codesign.quantization.BitWidths;

/** The files that a design leaves the search with. */
public final class DesignFiles {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int SCHEMA_VERSION = 1;

  /** The software half: a trained network, the bit-widths of its layers and their input ranges. */
  public record Software(
      Network network,
      NetworkWeights weights,
      Normalization normalization,
      Map<String, BitWidths> bits,
      Map<String, Double> inputRanges) {

    public Software {
      Objects.requireNonNull(network, "network");
      Objects.requireNonNull(weights, "weights");
      Objects.requireNonNull(normalization, "normalization");
      bits = Map.copyOf(bits);
      inputRanges = Map.copyOf(inputRanges);
    }
  }

  /** The hardware half: the accelerator, its device and what it takes of it. */
  public record Hardware(Device device, AcceleratorConfig accelerator, ResourceUse resources) {

    public Hardware {
      Objects.requireNonNull(device, "device");
      Objects.requireNonNull(accelerator, "accelerator");
      Objects.requireNonNull(resources, "resources");
    }
  }

  private DesignFiles() {}

  /**
   * The bytes of each file by name: {@code model.onnx} and {@code model.zip} (Deeplearning4j), both
   * in float, {@code bits.json} and {@code accelerator.json}.
   */
  public static Map<String, byte[]> of(String id, Software software, Hardware hardware) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(
        "model.onnx",
        OnnxModel.write(id, software.network(), software.weights(), software.normalization()));
    files.put("model.zip", ModelZip.write(software.network(), software.weights()));
    files.put("bits.json", bytes(bits(id, software)));
    files.put("accelerator.json", bytes(accelerator(id, hardware)));
    return files;
  }

  private static ObjectNode bits(String id, Software software) {
    ObjectNode tree = header(id);
    ArrayNode layers = tree.putArray("layers");
    software
        .network()
        .weightedLayers()
        .forEach(
            layer -> {
              BitWidths widths = software.bits().get(layer.name());
              double range = software.inputRanges().getOrDefault(layer.name(), 0.0);
              ObjectNode row = layers.addObject();
              row.put("name", layer.name());
              row.put("weightBits", widths.weightBits());
              row.put("activationBits", widths.activationBits());
              if (range > 0) {
                row.put("inputRange", range);
              }
            });
    return tree;
  }

  private static ObjectNode accelerator(String id, Hardware hardware) {
    ObjectNode tree = header(id);
    tree.put("device", hardware.device().name());
    tree.put("label", hardware.accelerator().label());
    tree.put("template", hardware.accelerator().getClass().getSimpleName());
    tree.set("configuration", JSON.valueToTree(hardware.accelerator()));
    tree.set("resources", JSON.valueToTree(hardware.resources()));
    return tree;
  }

  private static ObjectNode header(String id) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("schemaVersion", SCHEMA_VERSION);
    tree.put("design", id);
    return tree;
  }

  private static byte[] bytes(ObjectNode tree) {
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of plain values can always be written.", e);
    }
  }
}
