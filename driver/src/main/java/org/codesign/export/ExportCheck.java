package org.codesign.export;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.codesign.data.Normalization;
import org.codesign.distillation.ImageBatches;
import org.codesign.engine.NativeArrays;
import org.codesign.engine.NativeEngine;
import org.codesign.graph.Softmax;
import org.codesign.integer.IntegerEngine;
import org.codesign.integer.IntegerFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Loads an exported file again with the tool that it is for, runs it on sample images and compares.
 * The integer engine is the reference of what is quantized, the trained network in Deeplearning4j
 * of what is not.
 */
final class ExportCheck {

  /** The largest difference of two probabilities of the same network in float. */
  private static final float PROBABILITY_TOLERANCE = 1e-3f;

  /** The share of images whose class may differ where quantization is simulated in float. */
  private static final double DISAGREEMENT = 0.005;

  /** On few images this many may differ, since each of them is a large share. */
  private static final int FEW = 2;

  private static final int BATCH = 250;

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
   * What was shown of a file.
   *
   * @param same the images on which it answers as its reference does
   * @param accuracy the share of images whose label it gives
   */
  record Shown(int same, double accuracy, String text) {}

  /**
   * Checks a file.
   *
   * @throws IOException with the reason as the rest of a sentence, if it fails
   */
  Shown check(ExportFormat format, byte[] file) throws IOException {
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

  private Shown equal(int[] logits, String who) throws IOException {
    int classes = integerLogits.length / samples.count();
    int same = 0;
    for (int from = 0; from < integerLogits.length; from += classes) {
      int to = from + classes;
      same += Arrays.equals(logits, from, to, integerLogits, from, to) ? 1 : 0;
    }
    if (!Arrays.equals(logits, integerLogits)) {
      throw new IOException(
          "%s and the integer engine give different logits on %d of %d images"
              .formatted(who, samples.count() - same, samples.count()));
    }
    return new Shown(
        same,
        samples.accuracy(classes(logits)),
        "%s gives the integer engine's logits on %d images, bit for bit"
            .formatted(who, samples.count()));
  }

  private Shown agree(float[] logits, String who) throws IOException {
    int[] chosen = classes(logits);
    int[] expected = classes(integerLogits);
    int same = 0;
    for (int image = 0; image < chosen.length; image++) {
      same += chosen[image] == expected[image] ? 1 : 0;
    }
    if (samples.count() - same > Math.max(FEW, DISAGREEMENT * samples.count())) {
      throw new IOException(
          "%s and the integer engine agree on the class of only %d of %d images"
              .formatted(who, same, samples.count()));
    }
    return new Shown(
        same,
        samples.accuracy(chosen),
        "%s agrees with the integer engine on the class of %d of %d images"
            .formatted(who, same, samples.count()));
  }

  private Shown close(float[] actual, String who) throws IOException {
    float largest = 0;
    for (int i = 0; i < actual.length; i++) {
      // Not a number compares false, and must not pass.
      float difference = Math.abs(actual[i] - probabilities[i]);
      largest = difference <= largest ? largest : difference;
    }
    if (!(largest <= PROBABILITY_TOLERANCE) || actual.length != probabilities.length) {
      throw new IOException("%s gives probabilities that are off by %s".formatted(who, largest));
    }
    return new Shown(
        samples.count(),
        samples.accuracy(classes(actual)),
        String.format(
            Locale.ROOT,
            "%s gives the trained network's probabilities on %d images within %.1e",
            who,
            samples.count(),
            largest));
  }

  /** The class with the largest value for each image, the first of equal ones. */
  private int[] classes(float[] values) {
    int classes = values.length / samples.count();
    int[] best = new int[samples.count()];
    for (int i = 0; i < values.length; i++) {
      int image = i / classes;
      best[image] = values[i] > values[image * classes + best[image]] ? i % classes : best[image];
    }
    return best;
  }

  private int[] classes(int[] values) {
    int classes = values.length / samples.count();
    int[] best = new int[samples.count()];
    for (int i = 0; i < values.length; i++) {
      int image = i / classes;
      best[image] = values[i] > values[image * classes + best[image]] ? i % classes : best[image];
    }
    return best;
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
    ImageBatches batches = new ImageBatches(samples.images(), normalization);
    List<float[]> parts = new ArrayList<>();
    for (int first = 0; first < samples.count(); first += BATCH) {
      INDArray images = batches.load(first, Math.min(BATCH, samples.count() - first));
      parts.add(graph.outputSingle(images).dup('c').data().asFloat());
      NativeArrays.free(images);
    }
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private float[] softmax(float[] logits) {
    int classes = logits.length / samples.count();
    float[] result = new float[logits.length];
    for (int from = 0; from < logits.length; from += classes) {
      double[] row = Softmax.of(logits, from, classes);
      for (int i = 0; i < classes; i++) {
        result[from + i] = (float) row[i];
      }
    }
    return result;
  }
}
