package org.codesign.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.codesign.data.Augmentation;
import org.codesign.data.Datasets;
import org.codesign.data.Flip;
import org.codesign.data.IdxSource;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.distillation.ClassifierTraining;
import org.codesign.distillation.ImageBatches;
import org.codesign.distillation.StudentRecovery;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.NetworkWeights;
import org.codesign.engine.SafeTensors;
import org.codesign.export.DesignFiles;
import org.codesign.export.DesignFiles.Checked;
import org.codesign.export.ExportFormat;
import org.codesign.export.Samples;
import org.codesign.export.Software;
import org.codesign.integer.IntegerEngine;
import org.codesign.integer.IntegerFile;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The packaged residual network of Fashion-MNIST with 8 bits, and with 8 and 4 bits in turns, after
 * two epochs of recovery, on the 10,000 test images of Debian's package dataset-fashion-mnist: the
 * integer engine against ONNX Runtime on the exports, against the simulation that training uses,
 * and, in time on one core, against Deeplearning4j's float inference, with the layers of this
 * project and with its own.
 */
final class IntegerComparison implements Comparison {

  private static final String FULL = "/usr/share/datasets/fashion-mnist/";
  private static final int TRAINING_IMAGES = 12_000;
  private static final int TIMED_IMAGES = 2_000;
  private static final int BATCH = 100;
  private static final int ROUNDS = 7;
  private static final double MOST_POINTS_LOST = 0.1;

  @Override
  public String name() {
    return "integer";
  }

  @Override
  public String description() {
    return "integer inference: against ONNX Runtime, the simulation, and Deeplearning4j in float";
  }

  @Override
  public List<Row> run(Consumer<String> progress) throws IOException {
    Path conf = Path.of(System.getProperty("codesign.home", ""), "conf");
    ImageSet training = images(conf + "/data/fashion-mnist/train");
    ImageSet test = images(FULL + "t10k");
    Normalization normalization =
        Normalization.of(training.subset(0, Math.min(TRAINING_IMAGES, training.count())));
    Network network = network(test.shape());
    NetworkWeights teacher =
        SafeTensors.read(
            Files.readAllBytes(conf.resolve("teachers/fashion-mnist-12k.safetensors")),
            network.weightedLayers(),
            "the packaged teacher");
    ComputationGraph graph = folded(network, teacher);
    StudentRecovery recovery =
        new StudentRecovery(
            graph::outputSingle,
            new ImageBatches(training, normalization),
            new ImageBatches(test, normalization),
            Augmentation.withBlackPadding(test.shape(), 2, Flip.HORIZONTAL, normalization));
    List<Row> rows = new ArrayList<>();
    for (String bits : List.of("8-bit", "mixed-4-8-bit")) {
      StudentRecovery.Result result =
          recovery.recover(
              network,
              teacher,
              bits(network, bits.equals("8-bit") ? 8 : 4),
              0.001,
              new ClassifierTraining.Schedule(2, 64, 1));
      rows.addAll(rows(bits, network, result, normalization, test, progress));
    }
    return rows;
  }

  private static ImageSet images(String prefix) {
    String images = "-images-idx3-ubyte.gz";
    return Datasets.read(
        IdxSource.of(prefix + images, prefix + images.replace("images-idx3", "labels-idx1")),
        new Configuration());
  }

  /** The network of conf/quickstart.yaml with the teacher's operator everywhere. */
  private static Network network(TensorShape image) {
    Layer stem = Layer.convolution("stem", image, 16, new Window(3, 2, 1, 1));
    int[][] stages = {{16, 1}, {16, 1}, {32, 2}, {32, 1}, {64, 2}};
    List<BlockGeometry> geometries = new ArrayList<>();
    List<Network.NamedBlock> blocks = new ArrayList<>();
    TensorShape at = stem.output();
    for (int i = 0; i < stages.length; i++) {
      BlockGeometry geometry = BlockGeometry.of(at, stages[i][0], stages[i][1]);
      String position = "stage%d.block%d".formatted(i / 2 + 1, i % 2 + 1);
      blocks.add(
          new Network.NamedBlock(position, new ResidualConvolution(3, 1).structure(geometry)));
      geometries.add(geometry);
      at = geometry.output();
    }
    return new Network(new Backbone(image, stem, geometries, 10), blocks);
  }

  /** Eight bits and the other number of bits in turns, block by block; stem and classifier 8. */
  private static Map<String, BitWidths> bits(Network network, int other) {
    Map<String, BitWidths> bits = new HashMap<>();
    network.weightedLayers().forEach(layer -> bits.put(layer.name(), new BitWidths(8, 8)));
    for (int i = 1; i < network.blocks().size(); i += 2) {
      for (Layer layer : network.blocks().get(i).namedLayers()) {
        bits.put(layer.name(), new BitWidths(other, other));
      }
    }
    return bits;
  }

  private static List<Row> rows(
      String bits,
      Network network,
      StudentRecovery.Result result,
      Normalization normalization,
      ImageSet test,
      Consumer<String> progress)
      throws IOException {
    Map<String, BitWidths> widths = new HashMap<>();
    Map<String, Double> ranges = new HashMap<>();
    result
        .quantization()
        .forEach(
            (layer, quantization) -> {
              widths.put(layer, quantization.bits());
              ranges.put(layer, (double) quantization.inputRange());
            });
    Software software = new Software(network, result.weights(), normalization, widths, ranges);
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<Checked> checked =
        DesignFiles.export(
            bits, software, Samples.all(test), List.of(ExportFormat.values()), files);
    checked.forEach(
        file -> progress.accept(bits + " " + file.format().file() + ": " + file.shown()));
    Checked integers = of(checked, ExportFormat.INTEGER_ONNX);
    Checked qdq = of(checked, ExportFormat.QDQ_ONNX);
    double ours = 100 * integers.accuracy();
    double simulated = 100 * result.quantizedAccuracy();
    List<Row> rows = new ArrayList<>();
    rows.add(share(bits + "-logits-identical-onnx-runtime", integers, 1));
    rows.add(share(bits + "-class-of-qdq-onnx", qdq, 0.995));
    rows.add(
        Row.ofAmount(
            bits + "-accuracy-of-simulation",
            ours,
            simulated,
            "%",
            (simulated - MOST_POINTS_LOST) / simulated));
    rows.addAll(times(bits, software, files, test));
    return rows;
  }

  private static Checked of(List<Checked> checked, ExportFormat format) {
    return checked.stream().filter(file -> file.format() == format).findFirst().orElseThrow();
  }

  private static Row share(String label, Checked file, double must) {
    return Row.ofAmount(label, file.same(), file.images(), "images", must);
  }

  private static List<Row> times(
      String bits, Software software, Map<String, byte[]> files, ImageSet test) throws IOException {
    ImageSet timed = test.subset(0, TIMED_IMAGES);
    int size = Math.toIntExact(timed.shape().elements());
    byte[] pixels = new byte[TIMED_IMAGES * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) timed.pixel(i / size, i % size);
    }
    ImageBatches batches = new ImageBatches(timed, software.normalization());
    List<INDArray> images = new ArrayList<>();
    for (int first = 0; first < TIMED_IMAGES; first += BATCH) {
      images.add(batches.load(first, BATCH));
    }
    ComputationGraph ownLayers = folded(software.network(), software.weights());
    ComputationGraph plain =
        ModelSerializer.restoreComputationGraph(
            new ByteArrayInputStream(files.get(ExportFormat.DL4J.file())), false);
    try (IntegerEngine engine =
        new IntegerEngine(IntegerFile.read(files.get(ExportFormat.INTEGER.file()), bits))) {
      double[] ours = new double[ROUNDS];
      double[] withOwn = new double[ROUNDS];
      double[] stock = new double[ROUNDS];
      for (int round = -2; round < ROUNDS; round++) {
        double a = microsAnImage(() -> engine.logits(pixels, TIMED_IMAGES));
        double b = microsAnImage(() -> images.forEach(ownLayers::outputSingle));
        double c = microsAnImage(() -> images.forEach(plain::outputSingle));
        if (round >= 0) {
          ours[round] = a;
          withOwn[round] = b;
          stock[round] = c;
        }
      }
      return List.of(
          Row.ofTimes(bits + "-time-deeplearning4j", ours, stock, "us/image", 1),
          Row.ofTimes(bits + "-time-deeplearning4j-own-layers", ours, withOwn, "us/image", 1));
    }
  }

  private static ComputationGraph folded(Network network, NetworkWeights weights) {
    ComputationGraph graph =
        Graphs.network(network, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(graph, "", network.weightedLayers(), weights);
    return graph;
  }

  private static double microsAnImage(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e3 / TIMED_IMAGES;
  }
}
