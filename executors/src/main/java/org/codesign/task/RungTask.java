package org.codesign.task;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.data.TaskSeed;
import org.codesign.distillation.ActivationStore;
import org.codesign.distillation.BlockDistiller;
import org.codesign.distillation.BlockOutcome;
import org.codesign.distillation.BlockSlices;
import org.codesign.distillation.RungOutcome;
import org.codesign.distillation.RungStart;
import org.codesign.distillation.TeacherActivations;
import org.codesign.distillation.TrainingLadder;
import org.codesign.engine.NetworkWeights;
import org.codesign.engine.SafeTensors;

/**
 * Trains one block for one rung, from where the rung before stopped, and stores its weights, its
 * record and what the next rung continues from. Sent to executors.
 */
public final class RungTask implements Function<RungItem, BlockRecord> {

  private static final long serialVersionUID = 1L;
  private static final String STATE = "state.bin";

  /** What all blocks share. */
  public record Context(BlockTask.Context blocks, TrainingLadder ladder) {}

  private final Broadcast<Context> context;

  public RungTask(Broadcast<Context> context) {
    this.context = context;
  }

  @Override
  public BlockRecord call(RungItem item) throws IOException {
    Context shared = context.value();
    BlockTask.Context blocks = shared.blocks();
    RungOutcome outcome = climb(item, shared);
    int steps = shared.ladder().ends().get(item.rung());
    BlockRecord row =
        BlockTask.row(item.block(), outcome.block(), BlockTask.seen(blocks.settings(), steps));
    Map<String, byte[]> files = new LinkedHashMap<>();
    if (outcome.block() instanceof BlockOutcome.Trained trained) {
      files.put(
          BlockTask.WEIGHTS,
          SafeTensors.write(item.block().structure().weightedLayers(), trained.weights()));
      files.put(STATE, outcome.state());
    }
    files.put(BlockTask.RECORD, Json.write(row));
    blocks.store().write(item.id(), files);
    return row;
  }

  /** Makes what a rung has left the finished block, and returns its record. */
  public static BlockRecord settle(ItemStore store, RungItem item) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    BlockRecord record = BlockTask.readRecord(store, item.id());
    if (record.trained()) {
      files.put(BlockTask.WEIGHTS, store.read(item.id(), BlockTask.WEIGHTS));
    }
    files.put(BlockTask.RECORD, Json.write(record));
    store.write(item.block().id(), files);
    return record;
  }

  private static RungOutcome climb(RungItem item, Context shared) throws IOException {
    BlockTask.Context blocks = shared.blocks();
    BlockItem block = item.block();
    Configuration hadoop = TaskEnvironment.hadoop();
    Path root = new Path(blocks.activations());
    Path before = TeacherActivations.boundaryFolder(root, block.boundary());
    Path after = TeacherActivations.boundaryFolder(root, block.boundary() + 1);
    try (ActivationStore inputs = ActivationStore.open(before, blocks.images(), hadoop);
        ActivationStore targets = ActivationStore.open(after, blocks.images(), hadoop)) {
      return new BlockDistiller(block.geometry(), block.structure(), blocks.settings())
          .climb(
              inputs,
              targets,
              shared.ladder(),
              item.rung(),
              start(item, blocks.store()),
              TaskSeed.of(blocks.seed(), BlockTask.STAGE, block.id()));
    }
  }

  private static RungStart start(RungItem item, ItemStore store) throws IOException {
    if (item.rung() > 0) {
      return RungStart.after(store.read(item.at(item.rung() - 1).id(), STATE));
    }
    if (item.origin().equals(item.block().operator())) {
      return RungStart.cold();
    }
    NetworkWeights larger = BlockTask.readWeights(store, item.source());
    return RungStart.warm(
        BlockSlices.cut(item.source().structure(), larger, item.block().structure()));
  }
}
