package org.codesign.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * computed, heaviest first, and stored by their tasks. An item whose task fails is tried again by
 * the next start.
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
    List<I> rest = new ArrayList<>();
    for (I item : items) {
      if (!finished(identity.id(item))) {
        rest.add(item);
      }
    }
    rest.sort(Comparator.comparingLong((I item) -> identity.weight(item)).reversed());
    int finished = items.size() - rest.size();
    LOG.info("{}: {} items, {} finished by an earlier run", name, items.size(), finished);
    context.progress().begin(name, items.size(), finished);
    Map<String, String> problems = rest.isEmpty() ? Map.of() : compute(context, rest, task);
    context.progress().end();
    LOG.info("{}: {} items computed, {} reused", name, rest.size(), finished);
    return items.stream().map(item -> result(identity.id(item), problems)).toList();
  }

  private Map<String, String> compute(JobContext context, List<I> rest, Function<I, R> task) {
    SparkContext spark = context.spark().sc();
    LongAccumulator failed = spark.longAccumulator(name + " failed");
    GuardedTask<I, R> guarded = new GuardedTask<>(task, TaskAttempts.of(spark.conf()), failed);
    context.spark().setJobGroup(name, name + ": " + rest.size() + " items", true);
    try (TaskListener listener =
        new TaskListener(context.spark(), context.progress(), rest.size(), failed)) {
      JavaFutureAction<List<String>> job =
          context.spark().parallelize(rest, rest.size()).map(guarded).collectAsync();
      Map<String, String> problems = await(job, context, rest);
      listener.awaitAll();
      return problems;
    } finally {
      context.spark().clearJobGroup();
    }
  }

  /** The problems by item; cancels what is not done when the stage's share of the time is spent. */
  private Map<String, String> await(
      JavaFutureAction<List<String>> job, JobContext context, List<I> rest) {
    OptionalLong millis = context.budget().millisUntil(budgetShare);
    Map<String, String> problems = new HashMap<>();
    try {
      List<String> answers =
          millis.isPresent() ? job.get(millis.getAsLong(), TimeUnit.MILLISECONDS) : job.get();
      for (int i = 0; i < rest.size(); i++) {
        problems.put(identity.id(rest.get(i)), answers.get(i));
      }
    } catch (TimeoutException e) {
      job.cancel(true);
      List<String> open = rest.stream().map(identity::id).filter(item -> !finished(item)).toList();
      open.forEach(item -> problems.put(item, "not computed: the time budget was spent"));
      if (!open.isEmpty()) {
        context.budget().cut("%s: %d not computed".formatted(name, open.size()));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("The stage %s failed.".formatted(name), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The stage %s was interrupted.".formatted(name));
    }
    return problems;
  }

  private ItemResult<R> result(String item, Map<String, String> problems) {
    String problem = problems.getOrDefault(item, "");
    return new ItemResult<>(
        problem.isEmpty() ? Optional.of(read(item)) : Optional.empty(), problem);
  }

  private boolean finished(String item) {
    try {
      return store.isFinished(item);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private R read(String item) {
    try {
      return reader.read(store, item);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
