package org.codesign.distillation;

import java.util.List;
import java.util.Map;
import org.codesign.data.Augmentation;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.ConvolutionStyle.LayerQuantization;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.quantization.BitWidths;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Turns blocks that were trained apart into one network: assembles them, fine-tunes all weights for
 * a short while with the bit-widths simulated and straight-through gradients, and measures the
 * result.
 */
public final class StudentRecovery {

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

  private final Classifier teacher;
  private final ImageBatches training;
  private final ImageBatches test;
  private final Augmentation augmentation;

  /**
   * @param teacher what the network learns the answers of
   */
  public StudentRecovery(
      Classifier teacher, ImageBatches training, ImageBatches test, Augmentation augmentation) {
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
    final double assembledAccuracy = ClassifierTraining.accuracy(folded::outputSingle, test);
    FineTuning tuning = new FineTuning(network, training, augmentation);
    Map<String, LayerQuantization> quantization =
        tuning.calibrate(assembled, bits, QuantizationSettings.LEAST_SQUARES);
    FineTuning.Recipe recipe =
        new FineTuning.Recipe(FineTuning.Convolutions.FOLDED, learningRate, 0, schedule, List.of());
    NetworkWeights weights =
        tuning.train(assembled, quantization, teacher, recipe, (epoch, loss) -> {});
    ComputationGraph student =
        Graphs.network(network, new ConvolutionStyle.Quantized(quantization), Graphs.Training.NONE);
    GraphWeights.load(student, "", layers, weights);
    GraphWeights.load(folded, "", layers, weights);
    Result result =
        new Result(
            assembledAccuracy,
            ClassifierTraining.accuracy(folded::outputSingle, test),
            ClassifierTraining.accuracy(student::outputSingle, test),
            weights,
            quantization);
    folded.close();
    student.close();
    return result;
  }
}
