package org.codesign.search;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.LongAccumulator;
import org.codesign.task.ItemRecord;
import org.codesign.task.ItemStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage whose items are Spark tasks: those that an earlier run finished are read, the others are
 * computed, heaviest first, and stored by their tasks, whose records also come back through Spark.
 * An item whose task fails is tried again by the next start.
 *
 * @param name what a user would call the stage
 * @param store where the items are kept
 * @param reader the record of a finished item
 * @param budgetShare the share of the time budget that is spent when this stage has to end
 */
record StageJob<I, R extends ItemRecord>(
    String name,
    ItemStore store,
    ItemIdentity<I> identity,
    RecordReader<R> reader,
    double budgetShare) {

  private static final Logger LOG = LoggerFactory.getLogger(StageJob.class);

  /** What tells items apart, and how much work they are. */
  interface ItemIdentity<I> {
    /** The stable name. */
    String id(I item);

    /** A number that grows with the time the item takes. */
    long weight(I item);
  }

  /** Reads the record of a finished item. */
  interface RecordReader<R> {
    /** The record. */
    R read(ItemStore store, String item) throws IOException;
  }

  /** What became of each item, in their order. */
  List<ItemResult<R>> run(SearchContext context, List<I> items, Function<I, R> task) {
    return run(context.job(), items, task);
  }

  /** What became of each item, in their order. */
  List<ItemResult<R>> run(JobContext context, List<I> items, Function<I, R> task) {
    FinishedItems<R> stored = new FinishedItems<>(store, reader);
    Map<String, ItemResult<R>> results =
        new HashMap<>(stored.read(items.stream().map(identity::id).toList()));
    int finished = results.size();
    List<I> rest =
        items.stream()
            .filter(item -> !results.containsKey(identity.id(item)))
            .sorted(Comparator.comparingLong((I item) -> identity.weight(item)).reversed())
            .toList();
    LOG.info("{}: {} items, {} finished by an earlier run", name, items.size(), finished);
    context.progress().begin(name, items.size(), finished);
    if (!rest.isEmpty()) {
      results.putAll(compute(context, rest, task));
    }
    context.progress().end();
    List<ItemResult<R>> ordered =
        items.stream().map(item -> results.get(identity.id(item))).toList();
    long known = ordered.stream().filter(result -> result.record().isPresent()).count();
    LOG.info("{}: {} items computed, {} reused", name, known - finished, finished);
    return ordered;
  }

  private Map<String, ItemResult<R>> compute(
      JobContext context, List<I> rest, Function<I, R> task) {
    SparkContext spark = context.spark().sc();
    LongAccumulator failed = spark.longAccumulator(name + " failed");
    GuardedTask<I, R> guarded = new GuardedTask<>(task, TaskAttempts.of(spark.conf()), failed);
    context.spark().setJobGroup(name, name + ": " + rest.size() + " items", true);
    try (TaskListener listener =
        new TaskListener(context.spark(), context.progress(), rest.size(), failed)) {
      JavaFutureAction<List<ItemResult<R>>> job =
          context.spark().parallelize(rest, rest.size()).map(guarded).collectAsync();
      Map<String, ItemResult<R>> results = await(job, context, rest);
      listener.awaitAll();
      return results;
    } finally {
      context.spark().clearJobGroup();
    }
  }

  /** The results by item; cancels what is not done when the stage's share of the time is spent. */
  private Map<String, ItemResult<R>> await(
      JavaFutureAction<List<ItemResult<R>>> job, JobContext context, List<I> rest) {
    OptionalLong millis = context.budget().millisUntil(budgetShare);
    List<String> ids = rest.stream().map(identity::id).toList();
    try {
      List<ItemResult<R>> answers =
          millis.isPresent() ? job.get(millis.getAsLong(), TimeUnit.MILLISECONDS) : job.get();
      Map<String, ItemResult<R>> results = new HashMap<>();
      for (int i = 0; i < ids.size(); i++) {
        results.put(ids.get(i), answers.get(i));
      }
      return results;
    } catch (TimeoutException e) {
      job.cancel(true);
      return cut(ids, context);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The stage %s failed.".formatted(name), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The stage %s was interrupted.".formatted(name));
    }
  }

  /** What is stored of a job that was cancelled. */
  private Map<String, ItemResult<R>> cut(List<String> ids, JobContext context) {
    Map<String, ItemResult<R>> results =
        new HashMap<>(new FinishedItems<>(store, reader).read(ids));
    int open = ids.size() - results.size();
    if (open > 0) {
      context.budget().cut("%s: %d not computed".formatted(name, open));
      context
          .progress()
          .note(
              "%s: %d of %d are left for the next start, for the time budget was spent"
                  .formatted(name, open, ids.size()));
    }
    ids.forEach(id -> results.putIfAbsent(id, ItemResult.outOfTime()));
    return results;
  }
}
