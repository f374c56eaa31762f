package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.data.Permutation;
import org.codesign.data.TaskSeed;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.NativeArrays;
import org.codesign.engine.NetworkWeights;
import org.codesign.engine.WeightInitializer;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.quantization.BitWidths;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Training, distillation and recovery of whole networks on images of stripes. */
class ClassifierTrainingTest {

  private static final Network NETWORK = TinyTeacher.network();

  private final ImageSet trainingSet = TinyTeacher.images(192, 1);
  private final Normalization normalization = Normalization.of(trainingSet);
  private final ImageBatches training = new ImageBatches(trainingSet, normalization);
  private final ImageBatches test = new ImageBatches(TinyTeacher.images(130, 2), normalization);

  private static ComputationGraph folded(NetworkWeights weights) {
    ComputationGraph graph =
        Graphs.network(NETWORK, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(graph, "", NETWORK.weightedLayers(), weights);
    return graph;
  }

  private StudentRecovery.Result recover(NetworkWeights teacher, int bits, double learningRate) {
    Map<String, BitWidths> widths = new LinkedHashMap<>();
    for (Layer layer : NETWORK.weightedLayers()) {
      widths.put(layer.name(), new BitWidths(bits, bits));
    }
    return new StudentRecovery(
            folded(teacher)::outputSingle, training, test, TinyTeacher.augmentation())
        .recover(NETWORK, teacher, widths, learningRate, new ClassifierTraining.Schedule(2, 16, 4));
  }

  private static void equalBits(NetworkWeights one, NetworkWeights other) {
    for (Layer layer : NETWORK.weightedLayers()) {
      assertThat(other.layer(layer.name()).weights())
          .containsExactly(one.layer(layer.name()).weights());
      assertThat(other.layer(layer.name()).bias()).containsExactly(one.layer(layer.name()).bias());
    }
  }

  @Test
  void accuracyRisesFromChanceToNearlyAll() {
    List<Double> losses = new ArrayList<>();
    NetworkWeights weights =
        TeacherTraining.train(
            NETWORK,
            training,
            TinyTeacher.augmentation(),
            new TeacherTraining.Optimiser(0.05, 0.9, 1e-4),
            new ClassifierTraining.Schedule(5, 16, 9),
            (epoch, loss) -> {
              assertThat(epoch).isEqualTo(losses.size() + 1);
              losses.add(loss);
            });
    assertThat(losses).hasSize(5);
    assertThat(losses.get(4)).isLessThan(0.5 * losses.get(0));
    assertThat(ClassifierTraining.accuracy(folded(weights)::outputSingle, test)).isGreaterThan(0.9);
  }

  @Test
  void batchesPreparedAheadTrainTheSameBits() {
    ClassifierTraining.Schedule schedule = new ClassifierTraining.Schedule(3, 16, 5);
    ComputationGraph graph = trainable();
    double loss =
        ClassifierTraining.fit(
            graph,
            training,
            ClassifierTraining.Targets.labels(),
            TinyTeacher.augmentation(),
            schedule,
            (epoch, unused) -> {});
    ComputationGraph twin = trainable();
    double expected = 0;
    for (int epoch = 0; epoch < 3; epoch++) {
      int[] order = Permutation.of(TaskSeed.of(5, epoch, -1), training.count());
      expected = 0;
      for (int from = 0; from + 16 <= order.length; from += 16) {
        INDArray x = training.load(order, from, 16, TinyTeacher.augmentation(), 5, epoch);
        twin.fit(new INDArray[] {x}, new INDArray[] {training.oneHot(order, from, 16)});
        expected += twin.score();
      }
    }
    assertThat(loss).isEqualTo(expected / 12);
    assertThat(NativeArrays.values(graph.params()))
        .containsExactly(NativeArrays.values(twin.params()));
  }

  private static ComputationGraph trainable() {
    ComputationGraph graph =
        Graphs.network(
            NETWORK,
            new ConvolutionStyle.Normalised(),
            new Graphs.Training(new Nesterovs(0.05, 0.9), 0));
    WeightInitializer.initialise(graph, "", NETWORK.weightedLayers(), 3);
    return graph;
  }

  @Test
  void theSameSeedTrainsTheSameBits() {
    equalBits(TinyTeacher.trained(trainingSet, 2), TinyTeacher.trained(trainingSet, 2));
  }

  @Test
  void recoveryKeepsTheAccuracyAndIsRepeatable() {
    NetworkWeights teacher = TinyTeacher.trained(trainingSet, 5);
    StudentRecovery.Result result = recover(teacher, 4, 0.002);
    double accuracy = ClassifierTraining.accuracy(folded(teacher)::outputSingle, test);
    assertThat(result.assembledAccuracy()).isEqualTo(accuracy);
    assertThat(result.quantizedAccuracy()).isGreaterThan(accuracy - 0.06);
    assertThat(result.floatAccuracy()).isGreaterThan(accuracy - 0.06);
    assertThat(result.quantization().keySet())
        .containsExactlyElementsOf(NETWORK.weightedLayers().stream().map(Layer::name).toList());
    assertThat(result.quantization().get("stem").inputRange()).isZero();
    assertThat(result.quantization().get("b2.projection").inputRange()).isZero();
    assertThat(result.quantization().get("b1.conv1").inputRange()).isPositive();
    assertThat(result.quantization().get("classifier").inputRange()).isPositive();
    StudentRecovery.Result again = recover(teacher, 4, 0.002);
    assertThat(again.quantization()).isEqualTo(result.quantization());
    assertThat(again.quantizedAccuracy()).isEqualTo(result.quantizedAccuracy());
    equalBits(result.weights(), again.weights());
  }

  @Test
  void trainingThatDivergesSaysSo() {
    NetworkWeights teacher = TinyTeacher.trained(trainingSet, 1);
    assertThatThrownBy(() -> recover(teacher, 4, 1e38))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("The fine-tuning loss became NaN.");
    assertThatThrownBy(
            () ->
                TeacherTraining.train(
                    NETWORK,
                    training,
                    TinyTeacher.augmentation(),
                    new TeacherTraining.Optimiser(1e30, 0.9, 1e-4),
                    new ClassifierTraining.Schedule(1, 16, 9),
                    (epoch, loss) -> {}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageMatching("The teacher's (training loss|weights) .* at learning rate 1.0E30\\.");
  }

  @Test
  void answersThatAreNotFiniteHaveNoAccuracy() {
    ComputationGraph graph = folded(TinyTeacher.trained(trainingSet, 1));
    graph.params().muli(1e30);
    assertThatThrownBy(() -> ClassifierTraining.accuracy(graph::outputSingle, test))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("The network's probabilities are not finite.");
  }

  @Test
  void accuracyCountsEveryImageOnce() {
    ComputationGraph graph = folded(TinyTeacher.trained(trainingSet, 1));
    int correct = 0;
    for (int image = 0; image < test.count(); image++) {
      INDArray answer = graph.outputSingle(test.load(image, 1));
      int predicted = answer.getDouble(0, 0) >= answer.getDouble(0, 1) ? 0 : 1;
      correct += predicted == test.label(image) ? 1 : 0;
    }
    assertThat(ClassifierTraining.accuracy(graph::outputSingle, test)).isEqualTo(correct / 130.0);
  }

  @Test
  void targetsAreTheTeachersAnswersOrTheLabels() {
    ComputationGraph teacher = folded(TinyTeacher.trained(trainingSet, 1));
    int[] order = {3, 1, 2};
    INDArray labels = training.oneHot(order, 0, 3);
    for (int row = 0; row < 3; row++) {
      for (int label = 0; label < 2; label++) {
        assertThat(labels.getDouble(row, label))
            .isEqualTo(training.label(order[row]) == label ? 1 : 0);
      }
    }
    INDArray images = training.load(0, 3);
    assertThat(ClassifierTraining.Targets.labels().of(images, labels)).isSameAs(labels);
    INDArray expected = teacher.outputSingle(images);
    INDArray found = ClassifierTraining.Targets.teacher(teacher::outputSingle).of(images, labels);
    assertThat(found).isEqualTo(expected);
  }
}
