package org.codesign.distillation;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.codesign.data.Augmentation;
import org.codesign.data.TaskSeed;
import org.codesign.engine.Activations;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.ConvolutionStyle.LayerQuantization;
import org.codesign.engine.CosineSchedule;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.NativeArrays;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.quantization.BitWidths;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Quantization-aware fine-tuning of a folded network: ranges from training images, then Adam with a
 * cosine schedule on weights that the forward pass sees quantized, with straight-through gradients.
 */
public final class FineTuning {

  private static final int CALIBRATION_IMAGES = 256;
  private static final int CALIBRATION_BATCH = 64;
  private static final int RANGE_SAMPLE = 1 << 15;

  /** How convolutions appear while the network learns; it is folded before and after. */
  public enum Convolutions {
    /** With batch normalisation folded: biases learn what its means would do. */
    FOLDED,
    /** With batch normalisation, whose statistics follow the quantized weights. */
    NORMALISED
  }

  /**
   * How a network is fine-tuned.
   *
   * @param learningRate the highest, at the start of each step
   * @param labelShare the weight of the labels in the targets; the rest is the teacher's answer
   * @param schedule the epochs of all steps together
   * @param steps which layers are quantized in each step, beside those of the steps before it: Dong
   *     et al., "HAWQ", ICCV 2019, quantize and fine-tune in this way, the most sensitive layers
   *     first. The last step has all; without steps there is that one alone
   */
  public record Recipe(
      Convolutions convolutions,
      double learningRate,
      double labelShare,
      ClassifierTraining.Schedule schedule,
      List<Set<String>> steps) {

    public Recipe {
      Objects.requireNonNull(convolutions, "convolutions");
      Objects.requireNonNull(schedule, "schedule");
      steps = steps.stream().map(Set::copyOf).toList();
      if (!(labelShare >= 0 && labelShare <= 1)) {
        throw new IllegalArgumentException(
            "The share of the labels (%s) must be in [0, 1]."
                .formatted(Double.toString(labelShare)));
      }
      if (steps.size() > Math.max(1, schedule.epochs())) {
        throw new IllegalArgumentException(
            "The steps (%d) must be at most the epochs (%d)."
                .formatted(steps.size(), schedule.epochs()));
      }
    }
  }

  private final Network network;
  private final ImageBatches training;
  private final Augmentation augmentation;

  public FineTuning(Network network, ImageBatches training, Augmentation augmentation) {
    this.network = network;
    this.training = training;
    this.augmentation = augmentation;
  }

  /**
   * The range of what every layer reads, on the first training images, with the bits of each.
   *
   * @param bits the bit-widths of each layer by full name
   */
  public Map<String, LayerQuantization> calibrate(
      NetworkWeights weights, Map<String, BitWidths> bits, QuantizationSettings settings) {
    Map<String, LayerQuantization> quantization = new LinkedHashMap<>();
    for (Layer layer : network.weightedLayers()) {
      BitWidths widths = bits.get(layer.name());
      quantization.put(layer.name(), new LayerQuantization(widths, 0, settings.weights()));
    }
    List<Layer> readers = Activations.readers(network);
    List<Sample> samples = sample(weights, readers.size());
    for (int i = 0; i < readers.size(); i++) {
      String name = readers.get(i).name();
      BitWidths widths = bits.get(name);
      float range =
          settings.activations().activationRange(samples.get(i).values(), widths.activationBits());
      quantization.put(name, new LayerQuantization(widths, range, settings.weights()));
    }
    return quantization;
  }

  /**
   * Fine-tunes folded weights.
   *
   * @return the weights that were learned, folded, before they are quantized
   * @throws ArithmeticException if the loss or a weight stops being finite
   */
  public NetworkWeights train(
      NetworkWeights start,
      Map<String, LayerQuantization> quantization,
      Classifier teacher,
      Recipe recipe,
      ClassifierTraining.EpochListener listener) {
    Map<String, LayerQuantization> before = Map.of();
    NetworkWeights weights = start;
    int steps = Math.max(1, recipe.steps().size());
    int done = 0;
    for (int step = 0; step < steps; step++) {
      Map<String, LayerQuantization> part = new LinkedHashMap<>(quantization);
      if (step < steps - 1) {
        Set<String> quantized = new HashSet<>(before.keySet());
        quantized.addAll(recipe.steps().get(step));
        part.keySet().retainAll(quantized);
      }
      int epochs = recipe.schedule().epochs() * (step + 1) / steps - done;
      int first = done;
      long seed =
          step == 0 ? recipe.schedule().seed() : TaskSeed.of(recipe.schedule().seed(), step, -2);
      weights =
          train(
              student(weights, before, part, recipe, epochs),
              ClassifierTraining.Targets.blended(teacher, recipe.labelShare()),
              recipe.convolutions(),
              new ClassifierTraining.Schedule(epochs, recipe.schedule().batch(), seed),
              (epoch, loss) -> listener.epochDone(first + epoch, loss));
      done += epochs;
      before = part;
    }
    return weights;
  }

  /** A graph that starts from folded weights, of which those of the part are quantized. */
  private ComputationGraph student(
      NetworkWeights start,
      Map<String, LayerQuantization> before,
      Map<String, LayerQuantization> part,
      Recipe recipe,
      int epochs) {
    boolean isFolded = recipe.convolutions() == Convolutions.FOLDED;
    int steps = ClassifierTraining.steps(training.count(), epochs, recipe.schedule().batch());
    Adam updater =
        Adam.builder()
            .learningRateSchedule(new CosineSchedule(recipe.learningRate(), steps))
            .build();
    ConvolutionStyle style =
        isFolded
            ? new ConvolutionStyle.Quantized(part)
            : new ConvolutionStyle.QuantizedNormalised(part);
    ComputationGraph student = Graphs.network(network, style, new Graphs.Training(updater, 0));
    if (isFolded) {
      GraphWeights.load(student, "", network.weightedLayers(), start);
    } else {
      unfold(start, before, student);
    }
    return student;
  }

  /** Gives a student the normalisation that its weights had when they were folded. */
  private void unfold(
      NetworkWeights weights, Map<String, LayerQuantization> before, ComputationGraph student) {
    ComputationGraph normalised =
        Graphs.network(
            network, new ConvolutionStyle.QuantizedNormalised(before), Graphs.Training.NONE);
    INDArray images = training.load(0, Math.min(CALIBRATION_IMAGES, training.count()));
    GraphWeights.unfold(normalised, "", network.weightedLayers(), weights, images);
    GraphWeights.copy(normalised, student);
    NativeArrays.free(images);
    normalised.close();
  }

  private NetworkWeights train(
      ComputationGraph student,
      ClassifierTraining.Targets targets,
      Convolutions convolutions,
      ClassifierTraining.Schedule schedule,
      ClassifierTraining.EpochListener listener) {
    List<Layer> layers = network.weightedLayers();
    double loss =
        ClassifierTraining.fit(student, training, targets, augmentation, schedule, listener);
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException("The fine-tuning loss became " + loss + ".");
    }
    NetworkWeights weights =
        convolutions == Convolutions.FOLDED
            ? GraphWeights.read(student, "", layers)
            : GraphWeights.fold(student, "", layers);
    student.close();
    if (!weights.isFinite()) {
      throw new ArithmeticException("The fine-tuned weights are not finite.");
    }
    return weights;
  }

  /** Evenly spaced values of what each layer reads on the first training images. */
  private List<Sample> sample(NetworkWeights weights, int readers) {
    ComputationGraph folded =
        Graphs.network(network, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(folded, "", network.weightedLayers(), weights);
    List<Sample> samples = Stream.generate(Sample::new).limit(readers).toList();
    int images = Math.min(CALIBRATION_IMAGES, training.count());
    for (int first = 0; first < images; first += CALIBRATION_BATCH) {
      int count = Math.min(CALIBRATION_BATCH, images - first);
      INDArray batch = training.load(first, count);
      List<float[]> reads = Activations.readByNetwork(folded, network, batch);
      NativeArrays.free(batch);
      for (int i = 0; i < readers; i++) {
        samples.get(i).add(reads.get(i), (int) ((long) RANGE_SAMPLE * count / images));
      }
    }
    folded.close();
    return samples;
  }
}
