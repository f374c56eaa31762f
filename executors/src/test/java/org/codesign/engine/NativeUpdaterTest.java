package org.codesign.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.InvertedResidual;
import org.codesign.network.TensorShape;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** Updates in one go against those of Deeplearning4j, array by array. */
class NativeUpdaterTest {

  private static final BlockGeometry GEOMETRY = BlockGeometry.of(TensorShape.image(5, 6, 6), 7, 2);
  private static final BlockStructure STRUCTURE = new InvertedResidual(3, 3, 1).structure(GEOMETRY);

  static Stream<Graphs.Training> trainings() {
    return Stream.of(
        new Graphs.Training(new Sgd(0.1), 0),
        new Graphs.Training(new Sgd(0.1), 1e-2),
        new Graphs.Training(new Nesterovs(0.05, 0.9), 1e-3),
        new Graphs.Training(
            Nesterovs.builder()
                .learningRateSchedule(new CosineSchedule(0.1, 9))
                .momentum(0.8)
                .build(),
            0),
        new Graphs.Training(new Adam(0.01), 0),
        new Graphs.Training(
            Adam.builder().learningRateSchedule(new CosineSchedule(0.1, 9)).build(), 1e-2),
        new Graphs.Training(new RmsProp(0.01), 1e-3));
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void updatesAreThoseOfDeeplearning4j(Graphs.Training training) {
    ComputationGraph ours = graph(training);
    ComputationGraph theirs = graph(training);
    ComputationGraphUpdater builtIn = new ComputationGraphUpdater(theirs);
    SplittableRandom random = new SplittableRandom(3);
    for (int step = 0; step < 5; step++) {
      float[] gradient = GraphsTest.uniform((int) ours.numParams(), -1, 1, random);
      update(ours, ours.getUpdater(), gradient, step);
      update(theirs, builtIn, gradient, step);
      assertThat(NativeArrays.values(ours.params()))
          .containsExactly(NativeArrays.values(theirs.params()), within(training));
    }
  }

  /** The same bits but for weight decay, whose sum ND4J rounds in another way. */
  private static Offset<Float> within(Graphs.Training training) {
    return Offset.offset(training.weightDecay() == 0 ? 0f : 1e-6f);
  }

  @Test
  void aTrainedGraphHasIt() {
    ComputationGraph graph = graph(new Graphs.Training(new Adam(0.01), 0));
    INDArray images = Nd4j.rand(2, 5, 6, 6);
    graph.fit(new INDArray[] {images}, new INDArray[] {Nd4j.rand(2, 7, 3, 3)});
    assertThat(graph.getUpdater(false)).isInstanceOf(NativeUpdater.class);
  }

  private static ComputationGraph graph(Graphs.Training training) {
    ComputationGraph graph =
        Graphs.block(GEOMETRY, STRUCTURE, new ConvolutionStyle.Normalised(), training);
    WeightInitializer.initialise(graph, "block.", STRUCTURE.weightedLayers(), 7);
    graph.initGradientsView();
    return graph;
  }

  private static void update(
      ComputationGraph graph, ComputationGraphUpdater updater, float[] values, int step) {
    INDArray all = graph.getFlattenedGradients();
    all.assign(Nd4j.createFromArray(values).reshape(all.shape()));
    Gradient gradient = new DefaultGradient(all);
    updater.update(gradient, step, 0, 4, LayerWorkspaceMgr.noWorkspaces());
    graph.params().subi(gradient.gradient());
  }
}
