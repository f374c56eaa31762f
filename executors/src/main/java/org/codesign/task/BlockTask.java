package org.codesign.task;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.data.TaskSeed;
import org.codesign.distillation.ActivationStore;
import org.codesign.distillation.BlockDistiller;
import org.codesign.distillation.BlockOutcome;
import org.codesign.distillation.TeacherActivations;
import org.codesign.engine.NetworkWeights;
import org.codesign.engine.SafeTensors;
import org.codesign.network.Layer;

/** Trains one block and stores its weights and record. Sent to executors. */
public final class BlockTask implements Function<BlockItem, BlockRecord> {

  private static final long serialVersionUID = 1L;
  static final String STAGE = "blocks";
  static final String RECORD = "block.json";
  static final String WEIGHTS = "weights.safetensors";

  /**
   * What all blocks share.
   *
   * @param teacher whose own block, where it is one of the operators, is taken over untrained
   * @param activations the folder of the teacher's activations
   * @param images the number of images in it, training and held-out
   */
  public record Context(
      ItemStore store,
      Teacher teacher,
      String activations,
      int images,
      BlockDistiller.Settings settings,
      long seed) {}

  private final Broadcast<Context> context;

  public BlockTask(Broadcast<Context> context) {
    this.context = context;
  }

  @Override
  public BlockRecord call(BlockItem item) throws IOException {
    Context shared = context.value();
    BlockOutcome outcome = distill(item, shared);
    Map<String, byte[]> files = new LinkedHashMap<>();
    BlockDistiller.Settings settings = shared.settings();
    long images = item.isTrained(shared.teacher()) ? seen(settings, settings.steps()) : 0;
    BlockRecord row = row(item, outcome, images);
    if (outcome instanceof BlockOutcome.Trained trained) {
      files.put(WEIGHTS, SafeTensors.write(item.structure().weightedLayers(), trained.weights()));
    }
    files.put(RECORD, Json.write(row));
    shared.store().write(item.id(), files);
    return row;
  }

  /** The record of a finished block. */
  public static BlockRecord readRecord(ItemStore store, String item) throws IOException {
    return Json.read(store.read(item, RECORD), BlockRecord.class);
  }

  /** The weights of a finished, trained block, by layer name within the block. */
  static NetworkWeights readWeights(ItemStore store, BlockItem item) throws IOException {
    byte[] bytes = store.read(item.id(), WEIGHTS);
    return SafeTensors.read(bytes, item.structure().weightedLayers(), item.id());
  }

  /** The training images of so many steps. */
  static long seen(BlockDistiller.Settings settings, int steps) {
    return Math.multiplyExact((long) steps, settings.batch());
  }

  private static BlockOutcome distill(BlockItem item, Context shared) throws IOException {
    Configuration hadoop = TaskEnvironment.hadoop();
    Path root = new Path(shared.activations());
    Path before = TeacherActivations.boundaryFolder(root, item.boundary());
    Path after = TeacherActivations.boundaryFolder(root, item.boundary() + 1);
    try (ActivationStore inputs = ActivationStore.open(before, shared.images(), hadoop);
        ActivationStore targets = ActivationStore.open(after, shared.images(), hadoop)) {
      BlockDistiller distiller =
          new BlockDistiller(item.geometry(), item.structure(), shared.settings());
      Optional<NetworkWeights> own = shared.teacher().own(item);
      if (own.isPresent()) {
        return distiller.adopt(own.get(), inputs, targets);
      }
      return distiller.distill(inputs, targets, TaskSeed.of(shared.seed(), STAGE, item.id()));
    }
  }

  static BlockRecord row(BlockItem item, BlockOutcome outcome, long trainingImages) {
    if (outcome instanceof BlockOutcome.Trained trained) {
      long weights = item.structure().weightedLayers().stream().mapToLong(Layer::weights).sum();
      return new BlockRecord(
          item.position(),
          item.operator().label(),
          trained.heldOutError(),
          trained.trainingError(),
          weights,
          trainingImages,
          "");
    }
    return BlockRecord.failed(item, ((BlockOutcome.Failed) outcome).reason());
  }
}
