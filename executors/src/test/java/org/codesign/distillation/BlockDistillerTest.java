package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NaiveNetwork;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

/** Students of a random residual block, on random activations. */
class BlockDistillerTest {

  private static final int TRAINING = 256;
  private static final int IMAGES = 300;
  private static final TensorShape SHAPE = TensorShape.image(4, 6, 6);
  private static final int PER_IMAGE = 144;
  private static final BlockGeometry GEOMETRY = BlockGeometry.of(SHAPE, 4, 1);
  private static final BlockDistiller.Settings SETTINGS =
      new BlockDistiller.Settings(TRAINING, 3, 16, 0.02);

  private final ArrayActivations inputs = new ArrayActivations(SHAPE, inputs());
  private final ArrayActivations targets = new ArrayActivations(SHAPE, targets());

  private static float[] inputs() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[IMAGES * PER_IMAGE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.max(0, random.nextDouble(-1, 1));
    }
    return values;
  }

  private static float[] targets() {
    BlockStructure teacher = new ResidualConvolution(3, 1).structure(GEOMETRY);
    SplittableRandom random = new SplittableRandom(2);
    Map<String, LayerWeights> layers = new LinkedHashMap<>();
    for (Layer layer : teacher.weightedLayers()) {
      float[] weights = new float[(int) layer.weights()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) random.nextDouble(-0.4, 0.4);
      }
      layers.put(layer.name(), new LayerWeights(layer, weights, new float[4]));
    }
    NetworkWeights weights = new NetworkWeights(layers);
    float[] input = inputs();
    float[] result = new float[input.length];
    for (int at = 0; at < input.length; at += PER_IMAGE) {
      float[] image = Arrays.copyOfRange(input, at, at + PER_IMAGE);
      float[] output =
          NaiveNetwork.block(teacher, weights, new ConvolutionStyle.Folded(), "", image);
      System.arraycopy(output, 0, result, at, PER_IMAGE);
    }
    return result;
  }

  private BlockOutcome distill(Operator operator, BlockDistiller.Settings settings, long seed)
      throws Exception {
    return new BlockDistiller(GEOMETRY, operator.structure(GEOMETRY), settings)
        .distill(inputs, targets, seed);
  }

  private BlockOutcome.Trained trained(Operator operator, long seed) throws Exception {
    return (BlockOutcome.Trained) distill(operator, SETTINGS, seed);
  }

  /** sum ||x - y||^2 / sum ||y||^2 over the held-out images. */
  private static double heldOutError(float[] found, float[] expected) {
    double error = 0;
    double power = 0;
    for (int i = TRAINING * PER_IMAGE; i < expected.length; i++) {
      error += ((double) found[i] - expected[i]) * ((double) found[i] - expected[i]);
      power += (double) expected[i] * expected[i];
    }
    return error / power;
  }

  @Test
  void learnsATeacherOfItsOwnKindFarBelowTheBaselines() throws Exception {
    double identity = heldOutError(inputs(), targets());
    BlockDistiller.Settings longer = new BlockDistiller.Settings(TRAINING, 30, 16, 0.05);
    BlockOutcome.Trained outcome =
        (BlockOutcome.Trained) distill(new ResidualConvolution(3, 1), longer, 5);
    // Answering zeros costs 1.
    assertThat(outcome.heldOutError()).isLessThan(0.3 * Math.min(1, identity));
    assertThat(outcome.trainingError()).isLessThan(0.3 * Math.min(1, identity));
  }

  @Test
  void theHeldOutErrorIsThatOfTheReturnedWeights() throws Exception {
    BlockStructure structure = new InvertedResidual(3, 3, 1).structure(GEOMETRY);
    BlockOutcome.Trained outcome = trained(new InvertedResidual(3, 3, 1), 5);
    float[] input = inputs();
    float[] found = new float[input.length];
    for (int at = TRAINING * PER_IMAGE; at < input.length; at += PER_IMAGE) {
      float[] image = Arrays.copyOfRange(input, at, at + PER_IMAGE);
      float[] output =
          NaiveNetwork.block(
              structure, outcome.weights(), new ConvolutionStyle.Folded(), "", image);
      System.arraycopy(output, 0, found, at, PER_IMAGE);
    }
    assertThat(outcome.heldOutError()).isCloseTo(heldOutError(found, targets()), within(1e-5));
  }

  @Test
  void aSkipsErrorIsThatOfTheInput() throws Exception {
    BlockOutcome.Trained outcome = trained(new Skip(), 5);
    assertThat(outcome.heldOutError()).isCloseTo(heldOutError(inputs(), targets()), within(1e-12));
    assertThat(outcome.weights().names()).isEmpty();
  }

  @Test
  void theSameSeedGivesTheSameBitsAloneAndAmongThreads() throws Exception {
    List<Operator> operators =
        List.of(
            new ResidualConvolution(3, 1),
            new InvertedResidual(5, 3, 1),
            new DepthwiseSeparable(3));
    List<BlockOutcome.Trained> alone = new ArrayList<>();
    for (Operator operator : operators) {
      alone.add(trained(operator, 7));
    }
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Callable<BlockOutcome.Trained>> tasks = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        Operator operator = operators.get(i % 5 % 3);
        tasks.add(() -> trained(operator, 7));
      }
      List<Future<BlockOutcome.Trained>> together = threads.invokeAll(tasks);
      for (int i = 0; i < 12; i++) {
        equalBits(alone.get(i % 5 % 3), together.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anotherSeedGivesOtherWeights() throws Exception {
    assertThat(trained(new DepthwiseSeparable(3), 1).weights().layer("pointwise").weights())
        .isNotEqualTo(trained(new DepthwiseSeparable(3), 2).weights().layer("pointwise").weights());
  }

  private BlockDistiller distiller(Operator operator, BlockDistiller.Settings settings) {
    return new BlockDistiller(GEOMETRY, operator.structure(GEOMETRY), settings);
  }

  @Test
  void aRungContinuesTheOneBeforeTheSameWayEachTime() throws Exception {
    // The rungs end in the middle of an epoch, the second goes on through two of its ends.
    TrainingLadder ladder = new TrainingLadder(List.of(10, 40));
    for (double noise : new double[] {0, 0.05}) {
      BlockDistiller.Settings settings = new BlockDistiller.Settings(TRAINING, 3, 16, 0.02, noise);
      BlockDistiller distiller = distiller(new InvertedResidual(3, 3, 1), settings);
      RungOutcome first = distiller.climb(inputs, targets, ladder, 0, RungStart.cold(), 5);
      RungStart between = RungStart.after(first.state());
      RungOutcome one = distiller.climb(inputs, targets, ladder, 1, between, 5);
      RungOutcome two =
          distiller(new InvertedResidual(3, 3, 1), settings)
              .climb(inputs, targets, ladder, 1, RungStart.after(first.state().clone()), 5);
      equalBits((BlockOutcome.Trained) one.block(), (BlockOutcome.Trained) two.block());
      assertThat(((BlockOutcome.Trained) one.block()).heldOutError())
          .isLessThan(((BlockOutcome.Trained) first.block()).heldOutError());
    }
  }

  @Test
  void aStateOfAnotherRungIsRefused() throws Exception {
    TrainingLadder ladder = new TrainingLadder(List.of(4, 8, 12));
    BlockDistiller distiller = distiller(new DepthwiseSeparable(3), SETTINGS);
    RungOutcome first = distiller.climb(inputs, targets, ladder, 0, RungStart.cold(), 5);
    assertThatThrownBy(
            () -> distiller.climb(inputs, targets, ladder, 2, RungStart.after(first.state()), 5))
        .isInstanceOf(java.io.IOException.class)
        .hasMessageMatching(
            "The state of a training has \\d+ bytes and is not one of \\d+ bytes after 8 steps\\.");
  }

  @Test
  void aWarmStartBeginsWithTheFunctionOfItsWeights() throws Exception {
    BlockOutcome.Trained before = trained(new InvertedResidual(3, 3, 1), 5);
    BlockDistiller.Settings still = new BlockDistiller.Settings(TRAINING, 1, 256, 1e-9);
    BlockOutcome.Trained after =
        (BlockOutcome.Trained)
            distiller(new InvertedResidual(3, 3, 1), still)
                .climb(
                    inputs,
                    targets,
                    new TrainingLadder(List.of(1)),
                    0,
                    RungStart.warm(before.weights()),
                    6)
                .block();
    assertThat(after.heldOutError()).isCloseTo(before.heldOutError(), within(1e-3));
  }

  @Test
  void disturbedInputsLeadToOtherWeights() throws Exception {
    BlockDistiller.Settings noisy = new BlockDistiller.Settings(TRAINING, 3, 16, 0.02, 0.05);
    BlockOutcome.Trained outcome =
        (BlockOutcome.Trained) distill(new DepthwiseSeparable(3), noisy, 1);
    assertThat(outcome.weights().layer("pointwise").weights())
        .isNotEqualTo(trained(new DepthwiseSeparable(3), 1).weights().layer("pointwise").weights());
  }

  private static void equalBits(BlockOutcome.Trained one, BlockOutcome.Trained other) {
    assertThat(other.heldOutError()).isEqualTo(one.heldOutError());
    assertThat(other.trainingError()).isEqualTo(one.trainingError());
    for (String layer : one.weights().names()) {
      assertThat(other.weights().layer(layer).weights())
          .containsExactly(one.weights().layer(layer).weights());
      assertThat(other.weights().layer(layer).bias())
          .containsExactly(one.weights().layer(layer).bias());
    }
  }

  @Test
  void aBlockThatDivergesIsAValueWithAReason() throws Exception {
    for (double rate : new double[] {1e3, 1e6, 1e12, 1e25, 1e38, 1e300}) {
      BlockDistiller.Settings wild = new BlockDistiller.Settings(TRAINING, 2, 16, rate);
      for (Operator operator : List.of(new ResidualConvolution(3, 1), new DepthwiseSeparable(3))) {
        BlockOutcome outcome = distill(operator, wild, 3);
        if (outcome instanceof BlockOutcome.Failed failed) {
          assertThat(failed.reason())
              .matches(
                  "The training error became (NaN|-?Infinity)\\.|The held-out error \\(\\S+\\) must"
                      + " not exceed 10\\.0\\.|The trained weights are not finite\\.");
        } else {
          BlockOutcome.Trained trained = (BlockOutcome.Trained) outcome;
          assertThat(trained.weights().isFinite()).isTrue();
        }
      }
    }
    assertThat(
            distill(
                new ResidualConvolution(3, 1), new BlockDistiller.Settings(256, 2, 16, 1e38), 3))
        .isInstanceOf(BlockOutcome.Failed.class);
  }

  @Test
  void aTeacherThatAnswersNothingCannotBeLearned() throws Exception {
    ArrayActivations zeros = new ArrayActivations(SHAPE, new float[IMAGES * PER_IMAGE]);
    BlockOutcome outcome =
        new BlockDistiller(GEOMETRY, new DepthwiseSeparable(3).structure(GEOMETRY), SETTINGS)
            .distill(inputs, zeros, 1);
    assertThat(outcome).isInstanceOf(BlockOutcome.Failed.class);
  }

  @Test
  void rejectsSettingsThatLeaveNothingToTrainOrHoldOut() {
    assertThatThrownBy(() -> new BlockDistiller.Settings(10, 2, 16, 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The batch (16) of block training must be in [1, 10], its number of images.");
    assertThatThrownBy(() -> new BlockDistiller.Settings(16, 0, 16, 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The epochs (0) of block training must be at least 1.");
    BlockDistiller.Settings all = new BlockDistiller.Settings(IMAGES, 1, 16, 0.1);
    for (Operator operator : List.of(new Skip(), new DepthwiseSeparable(3))) {
      assertThatThrownBy(() -> distill(operator, all, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The training images (300) must be fewer than all 300 images.");
    }
  }
}
