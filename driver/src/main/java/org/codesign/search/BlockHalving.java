package org.codesign.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.config.BlocksConfig;
import org.codesign.config.HalvingConfig;
import org.codesign.distillation.BlockSlices;
import org.codesign.distillation.TrainingLadder;
import org.codesign.network.Operator;
import org.codesign.store.Stage;
import org.codesign.task.BlockItem;
import org.codesign.task.BlockRecord;
import org.codesign.task.BlockTask;
import org.codesign.task.ItemStore;
import org.codesign.task.RungItem;
import org.codesign.task.RungTask;
import org.codesign.task.Teacher;

/**
 * Trains the operators of each position in rungs, all for a short while and only those that are
 * {@linkplain BlockWorth#isBargain bargains} any longer (after Jamieson and Talwalkar,
 * "Non-stochastic best arm identification", AISTATS 2016, with bargains in the place of ranks).
 * With warm starts the largest operators of a kind climb first, and the others start from slices of
 * them and climb one rung less. What is trained for how long follows from the records of the rungs
 * alone, so that a search that was killed takes the same decisions again.
 */
final class BlockHalving {

  private final SearchContext context;
  private final Teacher teacher;
  private final BlockTask.Context shared;
  private final HalvingConfig halving;
  private final TrainingLadder ladder;
  private final Map<String, ItemResult<BlockRecord>> results = new LinkedHashMap<>();

  BlockHalving(SearchContext context, Teacher teacher, BlockTask.Context shared) {
    BlocksConfig blocks = context.config().stages().blocks();
    this.context = context;
    this.teacher = teacher;
    this.shared = shared;
    this.halving = blocks.halving();
    this.ladder = TrainingLadder.of(shared.settings().steps(), halving.rungs(), halving.factor());
  }

  /**
   * What became of each block, in their order.
   *
   * @param untrained measures the blocks that need no training
   */
  List<ItemResult<BlockRecord>> run(
      List<BlockItem> items, Function<List<BlockItem>, List<ItemResult<BlockRecord>>> untrained) {
    List<BlockItem> free = items.stream().filter(item -> !item.isTrained(teacher)).toList();
    List<ItemResult<BlockRecord>> measured = untrained.apply(free);
    for (int i = 0; i < free.size(); i++) {
      results.put(free.get(i).id(), measured.get(i));
    }
    List<RungItem> starts =
        items.stream()
            .filter(item -> item.isTrained(teacher))
            .map(item -> new RungItem(item, 0, origin(item, items)))
            .toList();
    Set<String> origins =
        starts.stream()
            .filter(item -> !isCold(item))
            .map(item -> item.block().position() + "." + item.origin().label())
            .collect(Collectors.toSet());
    climb(starts.stream().filter(item -> origins.contains(item.block().id())).toList(), items);
    climb(starts.stream().filter(item -> !origins.contains(item.block().id())).toList(), items);
    return items.stream().map(item -> results.get(item.id())).toList();
  }

  private static boolean isCold(RungItem item) {
    return item.origin().equals(item.block().operator());
  }

  /**
   * The largest operator of the position that the block is a slice of; its own if there is none.
   */
  private Operator origin(BlockItem item, List<BlockItem> items) {
    BlockItem largest = item;
    if (context.config().stages().blocks().warmStart()) {
      for (BlockItem other : items) {
        if (other.position().equals(item.position())
            && BlockSlices.fits(other.structure(), item.structure())
            && BlockWorth.weights(other) > BlockWorth.weights(largest)) {
          largest = other;
        }
      }
    }
    return largest.operator();
  }

  /** Trains these blocks rung by rung and makes where each of them stops the finished block. */
  private void climb(List<RungItem> starts, List<BlockItem> items) {
    List<RungItem> active = new ArrayList<>();
    for (RungItem start : starts) {
      withUsableOrigin(start).ifPresent(active::add);
    }
    Map<String, RungItem> reached = new LinkedHashMap<>();
    for (int rung = 0; rung < ladder.rungs() && !active.isEmpty(); rung++) {
      int current = rung;
      active = active.stream().map(item -> item.at(current)).toList();
      List<ItemResult<BlockRecord>> rows = train(active);
      for (int i = 0; i < active.size(); i++) {
        results.put(active.get(i).block().id(), rows.get(i));
        reached.put(active.get(i).block().id(), active.get(i));
      }
      active =
          active.stream()
              .filter(item -> current + 1 < rungs(item))
              .filter(item -> isWorthMore(item.block(), items))
              .toList();
    }
    reached.forEach(
        (block, item) -> results.get(block).record().ifPresent(record -> settle(item, record)));
  }

  /**
   * A block that starts from a slice has in its origin what another one learns on the last rung.
   */
  private int rungs(RungItem item) {
    return isCold(item) ? ladder.rungs() : Math.max(1, ladder.rungs() - 1);
  }

  /** The block from random weights if its origin cannot be used; none if that is not known. */
  private Optional<RungItem> withUsableOrigin(RungItem item) {
    if (isCold(item)) {
      return Optional.of(item);
    }
    ItemResult<BlockRecord> origin =
        results.get(item.block().position() + "." + item.origin().label());
    if (origin.record().isEmpty()) {
      results.put(
          item.block().id(),
          new ItemResult<>(
              Optional.empty(),
              "the block %s that it starts from: %s"
                  .formatted(item.origin().label(), origin.problem())));
      return Optional.empty();
    }
    return Optional.of(
        origin.record().get().trained()
            ? item
            : new RungItem(item.block(), 0, item.block().operator()));
  }

  private List<ItemResult<BlockRecord>> train(List<RungItem> items) {
    Broadcast<RungTask.Context> broadcast =
        context.spark().broadcast(new RungTask.Context(shared, ladder));
    List<ItemResult<BlockRecord>> rows =
        new StageJob<RungItem, BlockRecord>(
                "blocks, rung %d of %d".formatted(items.get(0).rung() + 1, ladder.rungs()),
                shared.store(),
                new Identity(),
                BlockTask::readRecord,
                BlockStage.BUDGET_SHARE)
            .run(context, items, new RungTask(broadcast));
    broadcast.destroy();
    return rows;
  }

  /** Whether a block can be used and is a bargain among those of its position. */
  private boolean isWorthMore(BlockItem block, List<BlockItem> items) {
    List<BlockWorth> others =
        items.stream()
            .filter(other -> other.position().equals(block.position()) && !other.equals(block))
            .flatMap(other -> worth(other).stream())
            .toList();
    return worth(block).filter(own -> own.isBargain(others, halving.margin())).isPresent();
  }

  /** What is known of a block that can be used. */
  private Optional<BlockWorth> worth(BlockItem item) {
    return record(item).filter(BlockRecord::trained).map(row -> BlockWorth.of(item, row));
  }

  private Optional<BlockRecord> record(BlockItem item) {
    ItemResult<BlockRecord> result = results.get(item.id());
    return result == null ? Optional.empty() : result.record();
  }

  /** A finished block of another rung, of a start that knew less, is replaced. */
  private void settle(RungItem item, BlockRecord record) {
    ItemStore store = shared.store();
    String block = item.block().id();
    try {
      if (store.isFinished(block)) {
        if (BlockTask.readRecord(store, block).equals(record)) {
          return;
        }
        context.run().stage(Stage.SENSITIVITY).begin(block);
      }
      RungTask.settle(store, item);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rungs by id; heavier blocks first. */
  private static final class Identity implements StageJob.ItemIdentity<RungItem> {
    @Override
    public String id(RungItem item) {
      return item.id();
    }

    @Override
    public long weight(RungItem item) {
      return BlockIdentity.work(item.block());
    }
  }
}
