package org.codesign.task;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.data.TaskSeed;
import org.codesign.distillation.ActivationStore;
import org.codesign.distillation.TeacherActivations;
import org.codesign.sensitivity.BlockSensitivity;
import org.codesign.sensitivity.LayerSensitivity;

/** Measures the sensitivities of one trained block and stores them. Sent to executors. */
public final class SensitivityTask implements Function<BlockItem, SensitivityRecord> {

  private static final long serialVersionUID = 1L;
  private static final String STAGE = "sensitivity";
  private static final String RECORD = "sensitivity.json";

  /**
   * What all blocks share.
   *
   * @param blocks where the trained blocks are
   * @param store where the sensitivities go
   */
  public record Context(
      ItemStore blocks,
      ItemStore store,
      BlockTask.Context training,
      BlockSensitivity.Settings settings,
      List<Integer> weightBits,
      List<Integer> activationBits) {}

  private final Broadcast<Context> context;

  public SensitivityTask(Broadcast<Context> context) {
    this.context = context;
  }

  @Override
  public SensitivityRecord call(BlockItem item) throws IOException {
    Context shared = context.value();
    List<LayerSensitivity> layers =
        item.structure().isIdentity() ? List.of() : measure(item, shared);
    SensitivityRecord row = new SensitivityRecord(item.position(), item.operator().label(), layers);
    shared.store().write(item.id(), Map.of(RECORD, Json.write(row)));
    return row;
  }

  /** The record of a finished block. */
  public static SensitivityRecord readRecord(ItemStore store, String item) throws IOException {
    return Json.read(store.read(item, RECORD), SensitivityRecord.class);
  }

  private static List<LayerSensitivity> measure(BlockItem item, Context shared) throws IOException {
    Configuration hadoop = TaskEnvironment.hadoop();
    Path root = new Path(shared.training().activations());
    int images = shared.training().images();
    Path before = TeacherActivations.boundaryFolder(root, item.boundary());
    Path after = TeacherActivations.boundaryFolder(root, item.boundary() + 1);
    try (ActivationStore inputs = ActivationStore.open(before, images, hadoop);
        ActivationStore targets = ActivationStore.open(after, images, hadoop)) {
      return new BlockSensitivity(item.geometry(), item.structure(), shared.settings())
          .measure(
              BlockTask.readWeights(shared.blocks(), item),
              inputs,
              targets,
              new TreeSet<>(shared.weightBits()),
              new TreeSet<>(shared.activationBits()),
              TaskSeed.of(shared.training().seed(), STAGE, item.id()));
    }
  }
}
