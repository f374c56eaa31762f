package org.codesign.distillation;

import org.codesign.data.Augmentation;
import org.codesign.data.TaskSeed;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.CosineSchedule;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.NetworkWeights;
import org.codesign.engine.WeightInitializer;
import org.codesign.network.Network;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Trains a teacher from the start with momentum and a cosine schedule, as Deeplearning4j does it.
 */
public final class TeacherTraining {

  /** The hyperparameters of the optimiser. */
  public record Optimiser(double learningRate, double momentum, double weightDecay) {}

  private TeacherTraining() {}

  /**
   * Trains the network and returns its weights with batch normalisation folded.
   *
   * @throws ArithmeticException if the loss or a weight stops being finite
   */
  public static NetworkWeights train(
      Network network,
      ImageBatches images,
      Augmentation augmentation,
      Optimiser optimiser,
      ClassifierTraining.Schedule schedule,
      ClassifierTraining.EpochListener listener) {
    int steps = ClassifierTraining.steps(images.count(), schedule.epochs(), schedule.batch());
    Nesterovs updater =
        Nesterovs.builder()
            .learningRateSchedule(new CosineSchedule(optimiser.learningRate(), steps))
            .momentum(optimiser.momentum())
            .build();
    ComputationGraph graph =
        Graphs.network(
            network,
            new ConvolutionStyle.Normalised(),
            new Graphs.Training(updater, optimiser.weightDecay()));
    WeightInitializer.initialise(
        graph, "", network.weightedLayers(), TaskSeed.of(schedule.seed(), 0, 0));
    double loss =
        ClassifierTraining.fit(
            graph, images, ClassifierTraining.Targets.labels(), augmentation, schedule, listener);
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException(
          "The teacher's training loss became %s at learning rate %s."
              .formatted(loss, optimiser.learningRate()));
    }
    NetworkWeights weights = GraphWeights.fold(graph, "", network.weightedLayers());
    if (!weights.isFinite()) {
      throw new ArithmeticException(
          "The teacher's weights are not finite at learning rate %s."
              .formatted(optimiser.learningRate()));
    }
    return weights;
  }
}
