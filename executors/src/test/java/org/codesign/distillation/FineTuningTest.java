package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.distillation.FineTuning.Convolutions;
import org.codesign.distillation.FineTuning.Recipe;
import org.codesign.engine.Activations;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.ConvolutionStyle.LayerQuantization;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.quantization.BitWidths;
import org.codesign.quantization.RangeRule;
import org.codesign.quantization.WeightQuantizer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class FineTuningTest {

  private static final Network NETWORK = TinyTeacher.network();

  private final ImageSet trainingSet = TinyTeacher.images(192, 1);
  private final Normalization normalization = Normalization.of(trainingSet);
  private final ImageBatches training = new ImageBatches(trainingSet, normalization);
  private final ImageBatches test = new ImageBatches(TinyTeacher.images(200, 2), normalization);
  private final FineTuning tuning = new FineTuning(NETWORK, training, TinyTeacher.augmentation());
  private final NetworkWeights teacher = TinyTeacher.trained(trainingSet, 5);

  private static Map<String, BitWidths> bits(int weightBits, int activationBits) {
    Map<String, BitWidths> bits = new LinkedHashMap<>();
    NETWORK
        .weightedLayers()
        .forEach(layer -> bits.put(layer.name(), new BitWidths(weightBits, activationBits)));
    return bits;
  }

  private static ComputationGraph graph(ConvolutionStyle style, NetworkWeights weights) {
    ComputationGraph graph = Graphs.network(NETWORK, style, Graphs.Training.NONE);
    GraphWeights.load(graph, "", NETWORK.weightedLayers(), weights);
    return graph;
  }

  private double accuracy(Map<String, LayerQuantization> quantization, NetworkWeights weights) {
    return ClassifierTraining.accuracy(
        graph(new ConvolutionStyle.Quantized(quantization), weights)::outputSingle, test);
  }

  private NetworkWeights train(
      Map<String, LayerQuantization> quantization, Convolutions convolutions, int epochs) {
    return train(quantization, convolutions, epochs, List.of());
  }

  private NetworkWeights train(
      Map<String, LayerQuantization> quantization,
      Convolutions convolutions,
      int epochs,
      List<Set<String>> steps) {
    Recipe recipe =
        new Recipe(convolutions, 0.005, 0.5, new ClassifierTraining.Schedule(epochs, 16, 4), steps);
    Classifier answers = graph(new ConvolutionStyle.Folded(), teacher)::outputSingle;
    return tuning.train(teacher, quantization, answers, recipe, (epoch, loss) -> {});
  }

  @Test
  void twoBitsLoseAndComeBack() {
    Map<String, LayerQuantization> quantization =
        tuning.calibrate(teacher, bits(2, 2), QuantizationSettings.LEAST_SQUARES);
    double before = accuracy(quantization, teacher);
    for (Convolutions convolutions : Convolutions.values()) {
      double after = accuracy(quantization, train(quantization, convolutions, 6));
      assertThat(after).as("%s, %s before", convolutions, before).isGreaterThan(0.95);
    }
    assertThat(before).isLessThan(0.95);
  }

  @Test
  void noEpochGivesTheWeightsBack() {
    Map<String, LayerQuantization> quantization =
        tuning.calibrate(teacher, bits(8, 8), QuantizationSettings.LEAST_SQUARES);
    for (Convolutions convolutions : Convolutions.values()) {
      NetworkWeights same = train(quantization, convolutions, 0);
      for (Layer layer : NETWORK.weightedLayers()) {
        close(same.layer(layer.name()).weights(), teacher.layer(layer.name()).weights());
        close(same.layer(layer.name()).bias(), teacher.layer(layer.name()).bias());
      }
    }
  }

  @Test
  void foldingKeepsWhatTheNormalisedStudentAnswers() {
    Map<String, LayerQuantization> quantization =
        tuning.calibrate(teacher, bits(3, 4), QuantizationSettings.LEAST_SQUARES);
    ComputationGraph normalised =
        Graphs.network(
            NETWORK, new ConvolutionStyle.QuantizedNormalised(quantization), Graphs.Training.NONE);
    INDArray images = training.load(0, 64);
    GraphWeights.unfold(normalised, "", NETWORK.weightedLayers(), teacher, images);
    NetworkWeights folded = GraphWeights.fold(normalised, "", NETWORK.weightedLayers());
    float[] expected = normalised.outputSingle(images).data().asFloat();
    float[] found =
        graph(new ConvolutionStyle.Quantized(quantization), folded)
            .outputSingle(images)
            .data()
            .asFloat();
    // A value on the edge between two codes may round to either.
    int different = 0;
    for (int i = 0; i < expected.length; i++) {
      different += Math.abs(expected[i] - found[i]) > 1e-4 ? 1 : 0;
    }
    assertThat(different).isLessThan(expected.length / 10);
  }

  @Test
  void layersAreQuantizedStepByStep() {
    Map<String, LayerQuantization> quantization =
        tuning.calibrate(teacher, bits(2, 4), QuantizationSettings.LEAST_SQUARES);
    List<Set<String>> steps =
        List.of(Set.of("b2.conv1", "b2.conv2"), Set.of("b1.conv1", "stem"), Set.of());
    List<Integer> epochs = new ArrayList<>();
    Recipe recipe =
        new Recipe(
            Convolutions.NORMALISED, 0.005, 1, new ClassifierTraining.Schedule(7, 16, 4), steps);
    Classifier answers = graph(new ConvolutionStyle.Folded(), teacher)::outputSingle;
    NetworkWeights weights =
        tuning.train(teacher, quantization, answers, recipe, (epoch, loss) -> epochs.add(epoch));
    assertThat(epochs).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(accuracy(quantization, weights)).isGreaterThan(0.95);
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    Map<String, LayerQuantization> quantization =
        tuning.calibrate(teacher, bits(2, 4), QuantizationSettings.LEAST_SQUARES);
    NetworkWeights one = train(quantization, Convolutions.NORMALISED, 1);
    NetworkWeights other = train(quantization, Convolutions.NORMALISED, 1);
    for (Layer layer : NETWORK.weightedLayers()) {
      assertThat(other.layer(layer.name()).weights())
          .containsExactly(one.layer(layer.name()).weights());
    }
  }

  @Test
  void rangesFollowTheirRule() {
    float[] read =
        Activations.readByNetwork(
                graph(new ConvolutionStyle.Folded(), teacher), NETWORK, training.load(0, 192))
            .get(0);
    float largest = 0;
    for (float value : read) {
      largest = Math.max(largest, value);
    }
    String layer = Activations.readers(NETWORK).get(0).name();
    float minMax = range(layer, new RangeRule.MinMax());
    assertThat(minMax).isLessThanOrEqualTo(largest).isGreaterThan(0.8f * largest);
    assertThat(range(layer, new RangeRule.Percentile(90))).isLessThan(minMax).isPositive();
    assertThat(range(layer, new RangeRule.Percentile(100))).isEqualTo(minMax);
  }

  private float range(String layer, RangeRule rule) {
    QuantizationSettings settings = new QuantizationSettings(new WeightQuantizer(rule, 5), rule);
    LayerQuantization found = tuning.calibrate(teacher, bits(4, 4), settings).get(layer);
    assertThat(found.quantizer()).isEqualTo(settings.weights());
    return found.inputRange();
  }

  @Test
  void rejectsWhatIsOutOfRange() {
    ClassifierTraining.Schedule schedule = new ClassifierTraining.Schedule(1, 16, 4);
    assertThatThrownBy(() -> new Recipe(Convolutions.FOLDED, 0.1, 1.5, schedule, List.of()))
        .hasMessage("The share of the labels (1.5) must be in [0, 1].");
    assertThatThrownBy(
            () -> new Recipe(Convolutions.FOLDED, 0.1, 0, schedule, List.of(Set.of(), Set.of())))
        .hasMessage("The steps (2) must be at most the epochs (1).");
  }

  private static void close(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-4f));
    }
  }
}
