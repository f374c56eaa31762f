package org.codesign.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.config.ConfigurationException;
import org.codesign.data.WholeFile;
import org.codesign.engine.ConvolutionStyle.LayerQuantization;

/**
 * How fine-tuned weights are quantized, as JSON beside them: bits by layer in the form that {@code
 * codesign allocate} writes, the range [0, r] of what each layer reads (0 where it is not
 * quantized), the quantizer of the weights, and what was measured.
 */
final class QuantizationFile {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private QuantizationFile() {}

  /** The file that belongs to a file of weights. */
  static Path of(Path weights) {
    return weights.suffix(".quantization.json");
  }

  static void write(
      Path weights,
      Map<String, LayerQuantization> quantization,
      FineTuneRun.Accuracies accuracies,
      QuantizedSize size,
      Configuration hadoop) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("floatAccuracy", accuracies.asFloat());
    tree.put("accuracyBefore", accuracies.before());
    tree.put("accuracy", accuracies.after());
    tree.put("weightBytes", size.weightBytes());
    tree.put("smaller", size.smaller());
    ObjectNode bits = tree.putObject("bits");
    ObjectNode ranges = tree.putObject("inputRanges");
    ObjectNode quantizers = tree.putObject("quantizers");
    quantization.forEach(
        (layer, own) -> {
          ObjectNode widths = bits.putObject(layer);
          widths.put("weightBits", own.bits().weightBits());
          widths.put("activationBits", own.bits().activationBits());
          ranges.put(layer, own.inputRange());
          quantizers.put(layer, own.quantizer().label());
        });
    Path file = of(weights);
    try {
      WholeFile.write(
          file.getFileSystem(hadoop),
          file,
          (JSON.writeValueAsString(tree) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The quantization cannot be written as JSON.", e);
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of("--output: " + file + " cannot be written: " + e.getMessage()));
    }
  }
}
