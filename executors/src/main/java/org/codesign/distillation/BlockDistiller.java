package org.codesign.distillation;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.CosineCycles;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.NativeArrays;
import org.codesign.engine.NetworkWeights;
import org.codesign.engine.TrainingState;
import org.codesign.engine.WeightInitializer;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Trains one block to turn the teacher's activations at its input boundary into those at its output
 * boundary, with the normalised squared error ||student - teacher||^2 / ||teacher||^2 (Bercovich et
 * al., "Puzzle", arXiv 2411.19146, 2024, section 3, block-local distillation). A block depends on
 * no other block, so L positions with M operators are L * M independent trainings.
 */
public final class BlockDistiller {

  /** An error above this is no better than noise: the block diverged. */
  private static final double LARGEST_ERROR = 10;

  private static final String PREFIX = Graphs.BLOCK + ".";

  /**
   * How blocks are trained, with Adam and a cosine schedule.
   *
   * @param images the number of training images; the images after them are held out
   * @param inputNoise how much random signs of one magnitude disturb what the block reads in
   *     training: their normalised squared error, 0 for the teacher's own activations
   */
  public record Settings(
      int images, int epochs, int batch, double learningRate, double inputNoise) {
    public Settings {
      if (batch < 1 || batch > images) {
        throw new IllegalArgumentException(
            "The batch (%d) of block training must be in [1, %d], its number of images."
                .formatted(batch, images));
      }
      if (epochs < 1) {
        throw new IllegalArgumentException(
            "The epochs (" + epochs + ") of block training must be at least 1.");
      }
    }

    /** Blocks that read the teacher's own activations. */
    public Settings(int images, int epochs, int batch, double learningRate) {
      this(images, epochs, batch, learningRate, 0);
    }

    /** The steps of the whole training. */
    public int steps() {
      return Math.multiplyExact(epochs, images / batch);
    }
  }

  private final BlockGeometry geometry;
  private final BlockStructure structure;
  private final Settings settings;

  public BlockDistiller(BlockGeometry geometry, BlockStructure structure, Settings settings) {
    this.geometry = geometry;
    this.structure = structure;
    this.settings = settings;
  }

  /**
   * Trains the block on the first images and measures it on the rest. The result is a function of
   * the arguments alone.
   *
   * @throws IOException if activations cannot be read
   */
  public BlockOutcome distill(ActivationSource inputs, ActivationSource targets, long seed)
      throws IOException {
    requireHeldOut(inputs);
    if (structure.isIdentity()) {
      double error = identityError(inputs, targets);
      return judged(error, error, new NetworkWeights(Map.of()));
    }
    TrainingLadder whole = new TrainingLadder(List.of(settings.steps()));
    return climb(inputs, targets, whole, 0, RungStart.cold(), seed).block();
  }

  /**
   * Trains the block for one rung, from the state that the rung before it left, so that a rung that
   * is trained again gives the same bits.
   *
   * @throws IOException if activations cannot be read, or the start is not that of this rung
   */
  public RungOutcome climb(
      ActivationSource inputs,
      ActivationSource targets,
      TrainingLadder ladder,
      int rung,
      RungStart start,
      long seed)
      throws IOException {
    requireHeldOut(inputs);
    CosineCycles rate =
        new CosineCycles(
            settings.learningRate(), ladder.ends().stream().mapToInt(end -> end).toArray());
    ComputationGraph graph =
        Graphs.block(
            geometry,
            structure,
            new ConvolutionStyle.Normalised(),
            new Graphs.Training(Adam.builder().learningRateSchedule(rate).build(), 0));
    SplittableRandom random = new SplittableRandom(seed);
    List<Layer> layers = structure.weightedLayers();
    WeightInitializer.initialise(graph, PREFIX, layers, random.nextLong());
    if (rung > 0) {
      TrainingState.load(graph, start.state(), ladder.start(rung));
    } else if (start.weights().isPresent()) {
      unfold(graph, start.weights().get(), inputs);
    }
    int end = ladder.ends().get(rung);
    double trainingError =
        train(graph, inputs, targets, new Steps(ladder.start(rung), end, ~seed), random)
            / power(targets);
    NetworkWeights weights = GraphWeights.fold(graph, PREFIX, layers);
    byte[] state = TrainingState.save(graph, end);
    graph.close();
    if (!Double.isFinite(trainingError)) {
      return failed("The training error became " + trainingError + ".");
    }
    if (!weights.isFinite()) {
      return failed("The trained weights are not finite.");
    }
    double error = heldOutError(weights, inputs, targets);
    return new RungOutcome(judged(error, trainingError, weights), state);
  }

  private static RungOutcome failed(String reason) {
    return new RungOutcome(new BlockOutcome.Failed(reason), new byte[0]);
  }

  private void unfold(ComputationGraph graph, NetworkWeights weights, ActivationSource inputs)
      throws IOException {
    try (ActivationBatch input = new ActivationBatch(inputs, settings.batch())) {
      GraphWeights.unfold(graph, PREFIX, structure.weightedLayers(), weights, input.load(0));
    }
  }

  /**
   * Measures weights that need no training, those of the teacher's own block, on the held-out
   * images.
   *
   * @throws IOException if activations cannot be read
   */
  public BlockOutcome adopt(
      NetworkWeights weights, ActivationSource inputs, ActivationSource targets)
      throws IOException {
    requireHeldOut(inputs);
    double error = heldOutError(weights, inputs, targets);
    return judged(error, error, weights);
  }

  /** A block that can be used, or why it cannot. */
  private static BlockOutcome judged(double error, double trainingError, NetworkWeights weights) {
    if (!(error <= LARGEST_ERROR)) {
      return new BlockOutcome.Failed(
          "The held-out error (%s) must not exceed %s.".formatted(error, LARGEST_ERROR));
    }
    return new BlockOutcome.Trained(error, trainingError, weights);
  }

  /** The steps [start, end) of a training, and the seed of what disturbs its inputs. */
  record Steps(int start, int end, long seed) {}

  /** Trains for these steps and returns the mean loss of the last epoch, or of what is in it. */
  private double train(
      ComputationGraph graph,
      ActivationSource inputs,
      ActivationSource targets,
      Steps range,
      SplittableRandom random)
      throws IOException {
    int batches = settings.images() / settings.batch();
    int counted = Math.min(batches, range.end() - range.start());
    double loss = 0;
    try (ActivationPairs pairs = new ActivationPairs(inputs, targets, settings, range, random)) {
      for (int step = range.start(); step < range.end(); step++) {
        Interruption.check();
        ActivationPairs.Pair pair = pairs.next();
        graph.fit(new INDArray[] {pair.read()}, new INDArray[] {pair.wanted()});
        double score = graph.score();
        if (!Double.isFinite(score)) {
          return score;
        }
        loss += step >= range.end() - counted ? score : 0;
      }
    }
    return loss / counted;
  }

  private double heldOutError(
      NetworkWeights weights, ActivationSource inputs, ActivationSource targets)
      throws IOException {
    ComputationGraph graph =
        Graphs.block(geometry, structure, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(graph, PREFIX, structure.weightedLayers(), weights);
    NormalisedError error = new NormalisedError();
    for (int first = settings.images(); first < inputs.count(); first += settings.batch()) {
      int images = Math.min(settings.batch(), inputs.count() - first);
      try (ActivationBatch input = new ActivationBatch(inputs, images);
          ActivationBatch target = new ActivationBatch(targets, images)) {
        INDArray output = graph.outputSingle(input.load(first));
        target.load(first);
        error.add(NativeArrays.values(output), target.values(), target.values().length);
        NativeArrays.free(output);
      }
    }
    graph.close();
    return error.value();
  }

  private double identityError(ActivationSource inputs, ActivationSource targets)
      throws IOException {
    NormalisedError error = new NormalisedError();
    try (ActivationBatch input = new ActivationBatch(inputs, 1);
        ActivationBatch target = new ActivationBatch(targets, 1)) {
      for (int image = settings.images(); image < inputs.count(); image++) {
        input.load(image);
        target.load(image);
        error.add(input.values(), target.values(), target.values().length);
      }
    }
    return error.value();
  }

  /** The mean ||target||^2 of a training image, from the first batch of each shard. */
  private double power(ActivationSource targets) throws IOException {
    double sum = 0;
    int images = 0;
    float[] values =
        new float[Math.toIntExact(targets.shape().withBatch(settings.batch()).elements())];
    for (int first = 0;
        first + settings.batch() <= settings.images();
        first += ActivationStore.SHARD_IMAGES) {
      targets.read(first, settings.batch(), values);
      for (float value : values) {
        sum += (double) value * value;
      }
      images += settings.batch();
    }
    return sum / images;
  }

  private void requireHeldOut(ActivationSource inputs) {
    if (settings.images() >= inputs.count()) {
      throw new IllegalArgumentException(
          "The training images (%d) must be fewer than all %d images."
              .formatted(settings.images(), inputs.count()));
    }
  }
}
