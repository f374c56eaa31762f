package org.codesign.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.Graphs;
import org.codesign.engine.NativeArrays;
import org.codesign.engine.WeightInitializer;
import org.codesign.network.Network;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Our side of the engine benchmark in a JVM of its own. Each line on standard input names a
 * network, a kind of step and a batch ({@code resnet20 train 128}); the answer is a line with the
 * milliseconds that one such step took. {@code gradients} with a {@link GradientCase} and a file
 * writes the gradients of such a network there.
 */
public final class EngineWorker {

  private static final long SEED = 1;

  private final Map<String, Case> cases = new HashMap<>();

  private EngineWorker() {}

  /** Answers lines until there are no more. */
  public static void main(String[] args) throws Exception {
    EngineWorker worker = new EngineWorker();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ", -1);
      System.out.println("gradients".equals(words[0]) ? gradients(words) : worker.step(words));
    }
    // Native libraries may leave threads behind.
    System.exit(0);
  }

  private static int gradients(String[] words) throws IOException {
    String[] shape = Arrays.copyOfRange(words, 1, words.length - 1);
    new GradientGraph(GradientCase.parse(shape)).write(Path.of(words[words.length - 1]));
    return 0;
  }

  private double step(String[] words) {
    Case at =
        cases.computeIfAbsent(
            words[0] + words[2], unused -> new Case(words[0], Integer.parseInt(words[2])));
    long start = System.nanoTime();
    if ("train".equals(words[1])) {
      at.graph.fit(new INDArray[] {at.images}, new INDArray[] {at.labels});
    } else {
      NativeArrays.free(at.graph.outputSingle(at.images));
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /** A network with one batch. */
  private static final class Case {
    private final ComputationGraph graph;
    private final INDArray images;
    private final INDArray labels;

    Case(String name, int batch) {
      Network network = EngineNetworks.of(name);
      graph =
          Graphs.network(
              network,
              new ConvolutionStyle.Normalised(),
              new Graphs.Training(new Nesterovs(0.01, 0.9), 0));
      WeightInitializer.initialise(graph, "", network.weightedLayers(), SEED);
      SplittableRandom random = new SplittableRandom(SEED);
      float[] pixels = new float[batch * 3 * 32 * 32];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) (random.nextDouble() * 4 - 2);
      }
      images = Nd4j.create(pixels, new long[] {batch, 3, 32, 32}, 'c');
      labels = Nd4j.zeros(batch, 10);
      for (int i = 0; i < batch; i++) {
        labels.putScalar(i, random.nextInt(10), 1);
      }
    }
  }
}
