package org.codesign.export;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.codesign.data.Normalization;
import org.codesign.engine.NativeEngine;
import org.codesign.integer.IntegerEngine;
import org.codesign.integer.IntegerFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Loads an exported file again with the tool that it is for, runs it on sample images and compares.
 * The integer engine is the reference of what is quantized, the trained network in Deeplearning4j
 * of what is not.
 */
final class ExportCheck {

  /** The largest difference of two probabilities of the same network in float. */
  private static final float PROBABILITY_TOLERANCE = 1e-3f;

  /** The share of images whose class may differ where quantization is simulated in float. */
  private static final double DISAGREEMENT = 0.02;

  private final Samples samples;
  private final Normalization normalization;
  private final int[] integerLogits;
  private final float[] probabilities;

  /**
   * @param integerLogits of the integer engine on the samples
   * @param probabilities of the trained network in float
   */
  ExportCheck(
      Samples samples, Normalization normalization, int[] integerLogits, float[] probabilities) {
    this.samples = samples;
    this.normalization = normalization;
    this.integerLogits = integerLogits;
    this.probabilities = probabilities;
  }

  /**
   * Checks a file.
   *
   * @return what was shown
   * @throws IOException with the reason as the rest of a sentence, if it fails
   */
  String check(ExportFormat format, byte[] file) throws IOException {
    return switch (format) {
      case ONNX -> close(softmax(OnnxRun.floats(file, samples)), "ONNX Runtime");
      case DL4J -> close(deeplearning4j(file), "Deeplearning4j");
      case QDQ_ONNX -> agree(OnnxRun.floats(file, samples), "ONNX Runtime");
      case QONNX ->
          agree(
              OnnxRun.floats(QuantLowering.lower(file), samples),
              "ONNX Runtime, Quant lowered to standard operators,");
      case INTEGER_ONNX -> equal(OnnxRun.integers(file, samples), "ONNX Runtime");
      case INTEGER -> {
        try (IntegerEngine engine =
            new IntegerEngine(IntegerFile.read(file, ExportFormat.INTEGER.file()))) {
          yield equal(engine.logits(samples.pixels(), samples.count()), "the file read again");
        }
      }
    };
  }

  private String equal(int[] logits, String who) throws IOException {
    if (!Arrays.equals(logits, integerLogits)) {
      throw new IOException(who + " and the integer engine give different logits");
    }
    return "%s gives the integer engine's logits on %d images, bit for bit"
        .formatted(who, samples.count());
  }

  private String agree(float[] logits, String who) throws IOException {
    int classes = logits.length / samples.count();
    int same = 0;
    for (int image = 0; image < samples.count(); image++) {
      int from = image * classes;
      int chosen = 0;
      int expected = 0;
      for (int i = 1; i < classes; i++) {
        chosen = logits[from + i] > logits[from + chosen] ? i : chosen;
        expected = integerLogits[from + i] > integerLogits[from + expected] ? i : expected;
      }
      same += chosen == expected ? 1 : 0;
    }
    if (samples.count() - same > Math.max(1, DISAGREEMENT * samples.count())) {
      throw new IOException(
          "%s and the integer engine agree on the class of only %d of %d images"
              .formatted(who, same, samples.count()));
    }
    return "%s agrees with the integer engine on the class of %d of %d images"
        .formatted(who, same, samples.count());
  }

  private String close(float[] actual, String who) throws IOException {
    float largest = 0;
    for (int i = 0; i < actual.length; i++) {
      // Not a number compares false, and must not pass.
      float difference = Math.abs(actual[i] - probabilities[i]);
      largest = difference <= largest ? largest : difference;
    }
    if (!(largest <= PROBABILITY_TOLERANCE) || actual.length != probabilities.length) {
      throw new IOException("%s gives probabilities that are off by %s".formatted(who, largest));
    }
    return String.format(
        Locale.ROOT,
        "%s gives the trained network's probabilities on %d images within %.1e",
        who,
        samples.count(),
        largest);
  }

  private float[] deeplearning4j(byte[] zip) throws IOException {
    NativeEngine.start();
    ComputationGraph graph =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(zip), false);
    return probabilities(graph, samples, normalization);
  }

  /** What a graph answers to the samples, [N, classes]. */
  static float[] probabilities(
      ComputationGraph graph, Samples samples, Normalization normalization) {
    float[] values = samples.values();
    int channels = samples.shape().channels();
    int plane = samples.shape().height() * samples.shape().width();
    for (int i = 0; i < values.length; i++) {
      int channel = i / plane % channels;
      values[i] =
          (float)
              ((values[i] - normalization.mean(channel))
                  / normalization.standardDeviation(channel));
    }
    long[] sizes = {samples.count(), channels, samples.shape().height(), samples.shape().width()};
    INDArray images = Nd4j.create(values, sizes, 'c');
    return graph.outputSingle(images).dup('c').data().asFloat();
  }

  private float[] softmax(float[] logits) {
    int classes = logits.length / samples.count();
    float[] result = new float[logits.length];
    for (int from = 0; from < logits.length; from += classes) {
      double sum = 0;
      for (int i = from; i < from + classes; i++) {
        sum += Math.exp(logits[i]);
      }
      for (int i = from; i < from + classes; i++) {
        result[i] = (float) (Math.exp(logits[i]) / sum);
      }
    }
    return result;
  }
}
