package org.codesign.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.ModelZip;
import org.codesign.hardware.AcceleratorConfig;
import org.codesign.hardware.Device;
import org.codesign.hardware.ResourceUse;
import org.codesign.integer.IntegerConversion;
import org.codesign.integer.IntegerEngine;
import org.codesign.integer.IntegerFile;
import org.codesign.integer.IntegerNetwork;
import org.codesign.integer.QuantizedNetwork;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The files that a design leaves the search with. */
public final class DesignFiles {

  /** Shapes, normalisation, bits and ranges: with the weights, all that the exports are made of. */
  public static final String NETWORK = "network.json";

  /** Images with the integer network's logits. */
  public static final String SAMPLES = "samples.safetensors";

  /** The trained weights in float. */
  public static final String WEIGHTS = "weights.safetensors";

  private static final String BITS = "bits.json";
  private static final String ACCELERATOR = "accelerator.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int SCHEMA_VERSION = 1;

  /** The hardware half: the accelerator, its device and what it takes of it. */
  public record Hardware(Device device, AcceleratorConfig accelerator, ResourceUse resources) {

    public Hardware {
      Objects.requireNonNull(device, "device");
      Objects.requireNonNull(accelerator, "accelerator");
      Objects.requireNonNull(resources, "resources");
    }
  }

  /**
   * A file that was loaded again, and what was shown of it.
   *
   * @param images how many it was run on
   * @param same on how many of them it answers as its reference does
   * @param accuracy the share of them whose label it gives
   */
  public record Checked(
      ExportFormat format, long bytes, int images, int same, double accuracy, String shown) {}

  private DesignFiles() {}

  /** The files that describe a design, by name: bits, accelerator, and the network's shapes. */
  public static Map<String, byte[]> description(String id, Software software, Hardware hardware) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    ObjectNode bits = header(id);
    software.bitsJson(bits.putArray("layers"));
    files.put(BITS, bytes(bits));
    files.put(ACCELERATOR, bytes(accelerator(id, hardware)));
    ObjectNode network = header(id);
    software.describe(network);
    files.put(NETWORK, bytes(network));
    return files;
  }

  /**
   * Reads a design's software half again.
   *
   * @param weights a weights file of the whole network
   * @throws IOException in one sentence, if the files are damaged
   */
  public static Software read(byte[] network, byte[] weights, String source) throws IOException {
    try {
      return Software.read(JSON.readTree(network), weights, source);
    } catch (IOException e) {
      throw new IOException(
          "The design %s cannot be read: %s".formatted(source, e.getMessage()), e);
    }
  }

  /**
   * Exports a network: makes each file, loads it again with the tool it is for, compares it on the
   * samples, and only then adds it to the files, with the samples.
   *
   * @return what was shown of each
   * @throws ExportException if a file does not do what it should
   */
  public static List<Checked> export(
      String id,
      Software software,
      Samples samples,
      Collection<ExportFormat> formats,
      Map<String, byte[]> files) {
    if (!samples.shape().equals(software.network().backbone().input())) {
      throw new ExportException(
          "The images %s do not fit the network of the design %s, which reads %s."
              .formatted(samples.shape(), id, software.network().backbone().input()));
    }
    try {
      QuantizedNetwork quantized =
          QuantizedNetwork.of(
              software.network(),
              software.weights(),
              software.normalization(),
              software.bits(),
              software.inputRanges());
      IntegerNetwork integers = IntegerConversion.convert(quantized);
      int[] logits = logits(integers, samples);
      ExportCheck check =
          new ExportCheck(
              samples, software.normalization(), logits, probabilities(software, samples));
      List<Checked> checked = new ArrayList<>();
      for (ExportFormat format : formats) {
        byte[] file = make(format, id, software, quantized, integers);
        ExportCheck.Shown shown = shown(check, format, file, id);
        checked.add(
            new Checked(
                format,
                file.length,
                samples.count(),
                shown.same(),
                shown.accuracy(),
                shown.text()));
        files.put(format.file(), file);
      }
      files.put(SAMPLES, samples.write(logits));
      return checked;
    } catch (IllegalArgumentException e) {
      throw new ExportException(
          "The design %s cannot be made of integers: %s".formatted(id, e.getMessage()), e);
    }
  }

  private static ExportCheck.Shown shown(
      ExportCheck check, ExportFormat format, byte[] file, String id) {
    try {
      return check.check(format, file);
    } catch (IOException e) {
      throw new ExportException(
          "The file %s of the design %s is not written: %s."
              .formatted(format.file(), id, e.getMessage()),
          e);
    }
  }

  private static byte[] make(
      ExportFormat format,
      String id,
      Software software,
      QuantizedNetwork quantized,
      IntegerNetwork integers) {
    return switch (format) {
      case ONNX ->
          OnnxModel.inFloat(id, software.network(), software.weights(), software.normalization());
      case QDQ_ONNX -> OnnxModel.withQdq(id, quantized);
      case QONNX -> OnnxModel.withQuant(id, quantized);
      case INTEGER_ONNX -> IntegerOnnx.write(id, integers);
      case INTEGER -> IntegerFile.write(integers);
      case DL4J -> ModelZip.write(software.network(), software.weights());
    };
  }

  private static int[] logits(IntegerNetwork network, Samples samples) {
    try (IntegerEngine engine = new IntegerEngine(network)) {
      return engine.logits(samples.pixels(), samples.count());
    }
  }

  private static float[] probabilities(Software software, Samples samples) {
    ComputationGraph graph =
        Graphs.network(software.network(), new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(graph, "", software.network().weightedLayers(), software.weights());
    return ExportCheck.probabilities(graph, samples, software.normalization());
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
