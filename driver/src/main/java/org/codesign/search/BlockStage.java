package org.codesign.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.config.BlocksConfig;
import org.codesign.distillation.BlockDistiller;
import org.codesign.network.Operator;
import org.codesign.space.Position;
import org.codesign.space.SearchSpace;
import org.codesign.store.Stage;
import org.codesign.task.BlockItem;
import org.codesign.task.BlockRecord;
import org.codesign.task.BlockTask;
import org.codesign.task.ChainTask;
import org.codesign.task.Teacher;

/** Stage 2: every operator of every position, trained on its own. */
final class BlockStage {

  static final double BUDGET_SHARE = 0.6;

  private final SearchContext context;
  private final Teacher teacher;

  BlockStage(SearchContext context, Teacher teacher) {
    this.context = context;
    this.teacher = teacher;
  }

  /** Every operator of every position, in the order of the space. */
  static List<BlockItem> items(SearchSpace space) {
    List<BlockItem> items = new ArrayList<>();
    for (int i = 0; i < space.positions().size(); i++) {
      Position position = space.positions().get(i);
      for (Operator operator : position.operators()) {
        items.add(new BlockItem(position.name(), i, position.geometry(), operator));
      }
    }
    return items;
  }

  /** What the tasks of this stage share. */
  BlockTask.Context taskContext() {
    BlocksConfig settings = context.config().stages().blocks();
    return new BlockTask.Context(
        StageItems.of(context.run().stage(Stage.BLOCKS)),
        teacher,
        TeacherStage.activations(context),
        TeacherStage.activationImages(settings),
        new BlockDistiller.Settings(
            settings.images(),
            settings.training().epochs(),
            settings.training().batch(),
            settings.training().learningRate(),
            settings.inputNoise()),
        context.config().seed());
  }

  /**
   * How the best of the trained blocks fit each other: of each position the one of least error that
   * is not the teacher's own.
   */
  Optional<ChainFit> chainFit(Map<String, Map<String, BlockRecord>> records) {
    List<BlockItem> chain = new ArrayList<>();
    double sum = 0;
    for (Position position : context.space().positions()) {
      Map<String, BlockRecord> rows = records.get(position.name());
      Optional<BlockItem> best =
          items(context.space()).stream()
              .filter(item -> item.position().equals(position.name()))
              .filter(item -> item.isTrained(teacher))
              .filter(item -> rows.get(item.operator().label()).trained())
              .min(
                  Comparator.comparingDouble(
                      item -> rows.get(item.operator().label()).heldOutError()));
      if (best.isEmpty()) {
        return Optional.empty();
      }
      chain.add(best.get());
      sum += rows.get(best.get().operator().label()).heldOutError();
    }
    Broadcast<BlockTask.Context> shared = context.spark().broadcast(taskContext());
    context.spark().setJobGroup("chain", "blocks in a chain", true);
    try {
      List<Double> errors =
          context
              .spark()
              .parallelize(List.of(List.copyOf(chain)), 1)
              .map(new ChainTask(shared))
              .first();
      return Optional.of(new ChainFit(errors.get(errors.size() - 1), sum));
    } finally {
      context.spark().clearJobGroup();
      shared.destroy();
    }
  }

  /** The training images of all blocks if each is trained to the end. */
  long wholeTrainingImages() {
    BlockDistiller.Settings settings = taskContext().settings();
    return items(context.space()).stream().filter(item -> item.isTrained(teacher)).count()
        * settings.steps()
        * settings.batch();
  }

  private StageJob<BlockItem, BlockRecord> whole(Broadcast<BlockTask.Context> shared) {
    return new StageJob<>(
        "blocks",
        shared.value().store(),
        new BlockIdentity(teacher),
        BlockTask::readRecord,
        BUDGET_SHARE);
  }

  /** The records by position and operator. */
  Map<String, Map<String, BlockRecord>> run() {
    List<BlockItem> items = items(context.space());
    Broadcast<BlockTask.Context> shared = context.spark().broadcast(taskContext());
    List<ItemResult<BlockRecord>> results =
        context.config().stages().blocks().isPlain()
            ? whole(shared).run(context, items, new BlockTask(shared))
            : new BlockHalving(context, teacher, shared.value())
                .run(
                    items,
                    untrained -> whole(shared).run(context, untrained, new BlockTask(shared)));
    shared.destroy();
    List<BlockRecord> records = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ItemResult<BlockRecord> result = results.get(i);
      BlockItem item = items.get(i);
      records.add(result.record().orElseGet(() -> BlockRecord.failed(item, result.problem())));
    }
    Map<String, Map<String, BlockRecord>> table = new LinkedHashMap<>();
    for (BlockRecord row : records) {
      table
          .computeIfAbsent(row.position(), position -> new LinkedHashMap<>())
          .put(row.operator(), row);
      if (!row.trained() && !ItemResult.isOutOfTime(row.failure())) {
        context
            .progress()
            .note(
                "The block %s at %s cannot be used: %s"
                    .formatted(row.operator(), row.position(), row.failure()));
      }
    }
    Tables.writeBlocks(context.run(), context.hadoop(), records);
    return table;
  }
}
