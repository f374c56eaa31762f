package org.codesign.distillation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.codesign.data.Augmentation;
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
import org.codesign.quantization.UnsignedQuantizer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Turns blocks that were trained apart into one network: assembles them, fine-tunes all weights for
 * a short while with the bit-widths simulated and straight-through gradients, and measures the
 * result.
 */
public final class StudentRecovery {

  private static final int CALIBRATION_IMAGES = 256;
  private static final int CALIBRATION_BATCH = 64;
  private static final int RANGE_SAMPLE = 1 << 15;

  /**
   * A measured network.
   *
   * @param assembledAccuracy of the blocks as they were trained, in float, before fine-tuning
   * @param floatAccuracy of the fine-tuned weights in float
   * @param quantizedAccuracy of the fine-tuned weights at their bit-widths
   * @param weights the fine-tuned weights
   * @param quantization the bit-widths and input range of each layer
   */
  public record Result(
      double assembledAccuracy,
      double floatAccuracy,
      double quantizedAccuracy,
      NetworkWeights weights,
      Map<String, LayerQuantization> quantization) {}

  private final ComputationGraph teacher;
  private final ImageBatches training;
  private final ImageBatches test;
  private final Augmentation augmentation;

  /**
   * @param teacher a graph that answers class probabilities
   */
  public StudentRecovery(
      ComputationGraph teacher,
      ImageBatches training,
      ImageBatches test,
      Augmentation augmentation) {
    this.teacher = teacher;
    this.training = training;
    this.test = test;
    this.augmentation = augmentation;
  }

  /**
   * Recovers and measures a network.
   *
   * @param assembled the weights of its separately trained parts, by full layer name
   * @param bits the bit-widths of each layer by full name
   * @throws ArithmeticException if the loss or a weight stops being finite
   */
  public Result recover(
      Network network,
      NetworkWeights assembled,
      Map<String, BitWidths> bits,
      double learningRate,
      ClassifierTraining.Schedule schedule) {
    List<Layer> layers = network.weightedLayers();
    ComputationGraph folded =
        Graphs.network(network, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(folded, "", layers, assembled);
    final double assembledAccuracy = ClassifierTraining.accuracy(folded, test);
    Map<String, LayerQuantization> quantization = calibrate(folded, network, bits);
    int steps = ClassifierTraining.steps(training.count(), schedule.epochs(), schedule.batch());
    Adam updater =
        Adam.builder().learningRateSchedule(new CosineSchedule(learningRate, steps)).build();
    ComputationGraph student =
        Graphs.network(
            network, new ConvolutionStyle.Quantized(quantization), new Graphs.Training(updater, 0));
    GraphWeights.load(student, "", layers, assembled);
    double loss =
        ClassifierTraining.fit(
            student,
            training,
            ClassifierTraining.Targets.teacher(teacher),
            augmentation,
            schedule,
            (epoch, epochLoss) -> {});
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException("The fine-tuning loss became " + loss + ".");
    }
    NetworkWeights weights = GraphWeights.read(student, "", layers);
    if (!weights.isFinite()) {
      throw new ArithmeticException("The fine-tuned weights are not finite.");
    }
    GraphWeights.load(folded, "", layers, weights);
    Result result =
        new Result(
            assembledAccuracy,
            ClassifierTraining.accuracy(folded, test),
            ClassifierTraining.accuracy(student, test),
            weights,
            quantization);
    folded.close();
    student.close();
    return result;
  }

  /** The input range of every layer that reads quantized activations, on training images. */
  private Map<String, LayerQuantization> calibrate(
      ComputationGraph folded, Network network, Map<String, BitWidths> bits) {
    Map<String, LayerQuantization> quantization = new LinkedHashMap<>();
    for (Layer layer : network.weightedLayers()) {
      quantization.put(layer.name(), new LayerQuantization(bits.get(layer.name()), 0));
    }
    List<Layer> readers = Activations.readers(network);
    List<Sample> samples = sample(folded, network, readers.size());
    for (int i = 0; i < readers.size(); i++) {
      String name = readers.get(i).name();
      BitWidths widths = bits.get(name);
      float range = UnsignedQuantizer.range(samples.get(i).values(), widths.activationBits());
      quantization.put(name, new LayerQuantization(widths, range));
    }
    return quantization;
  }

  /** Evenly spaced values of what each layer reads on the first training images. */
  private List<Sample> sample(ComputationGraph folded, Network network, int readers) {
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
    return samples;
  }
}
