package org.codesign.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.config.ConfigurationException;
import org.codesign.config.FineTuneConfig;
import org.codesign.config.InputFile;
import org.codesign.config.RunConfig;
import org.codesign.data.ImageSet;
import org.codesign.data.TaskSeed;
import org.codesign.distillation.ClassifierTraining;
import org.codesign.distillation.FineTuning;
import org.codesign.distillation.ImageBatches;
import org.codesign.distillation.OpenTeacher;
import org.codesign.distillation.QuantizationSettings;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.ConvolutionStyle.LayerQuantization;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NativeEngine;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.quantization.BitWidths;
import org.codesign.space.SearchSpace;
import org.codesign.task.ResidualTeacher;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Fine-tunes the teacher of a configuration with its weights and activations quantized, measures it
 * on the test images, and writes the quantized weights as a teacher's two files, with a third that
 * says how they are quantized.
 */
public final class FineTuneRun {

  private static final String STAGE = "finetune";

  /**
   * What to do.
   *
   * @param imported the network to start from; without it, the teacher that the configuration names
   * @param order without it all layers are quantized at once
   */
  public record Request(
      LayerBits bits, Optional<TeacherImport> imported, Optional<LayerOrder> order, Path weights) {

    public Request {
      Objects.requireNonNull(bits, "bits");
      Objects.requireNonNull(imported, "imported");
      Objects.requireNonNull(order, "order");
      Objects.requireNonNull(weights, "weights");
    }
  }

  /** A fine-tuned network; accuracies are on the test images, in [0, 1]. */
  public record Summary(Accuracies accuracies, int testImages, QuantizedSize size, Path weights) {

    /** The file that says how the weights are quantized. */
    public Path quantization() {
      return QuantizationFile.of(weights);
    }
  }

  /** Of the float network, of that quantized as it is, and of the fine-tuned one, quantized. */
  public record Accuracies(double asFloat, double before, double after) {}

  private final RunConfig config;
  private final FineTuneConfig settings;
  private final Configuration hadoop;
  private final Progress progress;
  private final Map<String, String> provenance;

  public FineTuneRun(
      RunConfig config, Configuration hadoop, Progress progress, Map<String, String> provenance) {
    this.config = config;
    this.settings = config.stages().fineTune().orElse(FineTuneConfig.DEFAULT);
    this.hadoop = hadoop;
    this.progress = progress;
    this.provenance = new LinkedHashMap<>(provenance);
  }

  /** Does it. */
  public Summary run(Request request) {
    TeacherFiles.requireResidual(config, "finetune");
    TeacherFiles.requireWritable(request.weights(), hadoop);
    SearchImages images = SearchImages.read(config, hadoop);
    ImageSet training = images.training();
    SearchSpace space =
        config.space().searchSpace(training.shape(), training.classNames().size(), 1);
    Network network = TeacherModel.network(space.backbone(), space.positions());
    Map<String, String> names =
        request.imported().map(model -> model.names(network, hadoop)).orElse(Map.of());
    Map<String, BitWidths> bits = request.bits().of(network, names);
    List<Set<String>> steps =
        request
            .order()
            .map(order -> order.steps(network, bits, names, settings.steps()))
            .orElse(List.of());
    TeacherModel model = teacher(request, network, images);
    ResidualTeacher teacher = model.teacher();
    int count = settings.images().orElse(training.count());
    ImageSet used = training.select(IntStream.range(0, count).toArray());
    FineTuning tuning =
        new FineTuning(
            network, new ImageBatches(used, teacher.normalization()), images.augmentation());
    Map<String, LayerQuantization> quantization =
        tuning.calibrate(
            teacher.weights(),
            bits,
            new QuantizationSettings(
                settings.quantizers().weights(), settings.quantizers().activationRanges()));
    double before = accuracy(teacher, quantization, teacher.weights(), images);
    NetworkWeights tuned =
        quantized(network, quantization, train(tuning, teacher, quantization, steps));
    double after = accuracy(teacher, quantization, tuned, images);
    Accuracies accuracies = new Accuracies(model.accuracy(), before, after);
    QuantizedSize size = QuantizedSize.of(network, quantization);
    TeacherFiles.write(
        request.weights(),
        new TeacherModel(new ResidualTeacher(network, tuned, teacher.normalization()), after),
        images.test().count(),
        origin(request, images, count),
        hadoop);
    QuantizationFile.write(request.weights(), quantization, accuracies, size, hadoop);
    return new Summary(accuracies, images.test().count(), size, request.weights());
  }

  private TeacherModel teacher(Request request, Network network, SearchImages images) {
    if (request.imported().isPresent()) {
      return request.imported().get().read(network, images, hadoop);
    }
    InputFile file =
        config
            .teacher()
            .weights()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        List.of(
                            "%s: teacher.weights: is missing; name it, or give --import MODEL"
                                .formatted(config.identity().source()))));
    ResidualTeacher teacher = TeacherFiles.read(file, network, hadoop).teacher();
    return new TeacherModel(teacher, TeacherModel.accuracy(teacher, images));
  }

  private NetworkWeights train(
      FineTuning tuning,
      ResidualTeacher teacher,
      Map<String, LayerQuantization> quantization,
      List<Set<String>> steps) {
    int epochs = settings.training().epochs();
    FineTuning.Recipe recipe =
        new FineTuning.Recipe(
            settings.hasBatchNorm()
                ? FineTuning.Convolutions.NORMALISED
                : FineTuning.Convolutions.FOLDED,
            settings.training().learningRate(),
            settings.labelShare(),
            new ClassifierTraining.Schedule(
                epochs,
                settings.training().batch(),
                TaskSeed.of(config.seed(), STAGE, config.name())),
            steps);
    progress.begin("fine-tuning, epochs", epochs, 0);
    try (OpenTeacher answers = teacher.open()) {
      NetworkWeights tuned =
          tuning.train(
              teacher.weights(),
              quantization,
              answers,
              recipe,
              (epoch, loss) -> progress.advance(0));
      progress.end();
      return tuned;
    } catch (ArithmeticException e) {
      throw diverged(e);
    }
  }

  /** The weights as their codes say, which quantizing again leaves as they are. */
  private static NetworkWeights quantized(
      Network network, Map<String, LayerQuantization> quantization, NetworkWeights weights) {
    Map<String, LayerWeights> result = new LinkedHashMap<>();
    for (Layer layer : network.weightedLayers()) {
      LayerQuantization own = quantization.get(layer.name());
      LayerWeights given = weights.layer(layer.name());
      float[] values = given.weights().clone();
      own.quantizer().quantize(values, given.outputChannels(), own.bits().weightBits());
      result.put(layer.name(), new LayerWeights(layer, values, given.bias()));
    }
    return new NetworkWeights(result);
  }

  private static double accuracy(
      ResidualTeacher teacher,
      Map<String, LayerQuantization> quantization,
      NetworkWeights weights,
      SearchImages images) {
    Network network = teacher.network();
    ComputationGraph graph =
        Graphs.network(network, new ConvolutionStyle.Quantized(quantization), Graphs.Training.NONE);
    GraphWeights.load(graph, "", network.weightedLayers(), weights);
    try {
      return ClassifierTraining.accuracy(
          graph::outputSingle, new ImageBatches(images.test(), teacher.normalization()));
    } catch (ArithmeticException e) {
      throw diverged(e);
    } finally {
      graph.close();
    }
  }

  private static ConfigurationException diverged(ArithmeticException reason) {
    return new ConfigurationException(
        List.of("finetune.learning-rate: " + reason.getMessage() + " Maybe lower it."));
  }

  private Map<String, String> origin(Request request, SearchImages images, int trainingImages) {
    Map<String, String> origin = new LinkedHashMap<>(provenance);
    origin.put("seed", String.valueOf(config.seed()));
    origin.put("bits", request.bits().label());
    request.imported().ifPresent(model -> origin.put("imported from", model.model()));
    request.order().ifPresent(order -> origin.put("order", order.source()));
    origin.put("convolutions", NativeEngine.start().name());
    origin.put("training images", String.valueOf(trainingImages));
    images.hashes().forEach((file, hash) -> origin.put("SHA-256 of " + file, hash));
    return origin;
  }
}
