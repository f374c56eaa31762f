package org.codesign.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.config.SensitivityConfig;
import org.codesign.quantization.BitWidths;
import org.codesign.sensitivity.BlockSensitivity;
import org.codesign.store.Stage;
import org.codesign.task.BlockItem;
import org.codesign.task.BlockRecord;
import org.codesign.task.BlockTask;
import org.codesign.task.SensitivityRecord;
import org.codesign.task.SensitivityTask;

/** Stage 3: the sensitivities of every trained block. */
final class SensitivityStage {

  private static final int BATCH = 64;
  private static final double BUDGET_SHARE = 0.75;

  private final SearchContext context;

  SensitivityStage(SearchContext context) {
    this.context = context;
  }

  /** The records by position and operator. */
  Map<String, Map<String, SensitivityRecord>> run(
      BlockTask.Context training, Map<String, Map<String, BlockRecord>> blocks) {
    List<BlockItem> items =
        BlockStage.items(context.space()).stream()
            .filter(item -> blocks.get(item.position()).get(item.operator().label()).trained())
            .toList();
    SensitivityConfig settings = context.config().stages().sensitivity();
    List<BitWidths> choices = context.space().bits().choices();
    Broadcast<SensitivityTask.Context> shared =
        context
            .spark()
            .broadcast(
                new SensitivityTask.Context(
                    training.store(),
                    StageItems.of(context.run().stage(Stage.SENSITIVITY)),
                    training,
                    new BlockSensitivity.Settings(settings.images(), settings.probes(), BATCH),
                    choices.stream().map(BitWidths::weightBits).distinct().sorted().toList(),
                    choices.stream().map(BitWidths::activationBits).distinct().sorted().toList()));
    List<ItemResult<SensitivityRecord>> results =
        new StageJob<BlockItem, SensitivityRecord>(
                "sensitivity",
                shared.value().store(),
                new BlockIdentity(training.teacher()),
                SensitivityTask::readRecord,
                BUDGET_SHARE)
            .run(context, items, new SensitivityTask(shared));
    shared.destroy();
    List<SensitivityRecord> records = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ItemResult<SensitivityRecord> result = results.get(i);
      if (result.record().isEmpty()) {
        noteMissing(items.get(i), result.problem());
      } else if (!isFinite(result.record().get())) {
        noteMissing(items.get(i), "its trace is not a finite number");
      } else {
        records.add(result.record().get());
      }
    }
    Map<String, Map<String, SensitivityRecord>> table = new LinkedHashMap<>();
    for (SensitivityRecord row : records) {
      table
          .computeIfAbsent(row.position(), position -> new LinkedHashMap<>())
          .put(row.operator(), row);
    }
    Tables.writeSensitivities(context.run(), context.hadoop(), records);
    return table;
  }

  private static boolean isFinite(SensitivityRecord record) {
    return record.layers().stream()
        .flatMap(layer -> layer.omega().values().stream())
        .allMatch(Double::isFinite);
  }

  private void noteMissing(BlockItem item, String reason) {
    context
        .progress()
        .note(
            "The sensitivity of %s at %s is missing, so that the block cannot be used: %s"
                .formatted(item.operator().label(), item.position(), reason));
  }
}
