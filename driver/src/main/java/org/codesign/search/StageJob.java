package org.codesign.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.codesign.task.ItemStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage whose items are Spark tasks: those that an earlier run finished are read, the others are
 * computed, heaviest first, and stored by their tasks.
 *
 * @param name what a user would call the stage
 * @param store where the items are kept
 * @param reader the record of a finished item
 */
record StageJob<I, R>(
    String name, ItemStore store, ItemIdentity<I> identity, RecordReader<R> reader) {

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

  /** The records of all items, in their order. */
  List<R> run(SearchContext context, List<I> items, Function<I, R> task) {
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
    if (!rest.isEmpty()) {
      compute(context, rest, task);
    }
    context.progress().end();
    LOG.info("{}: {} items computed, {} reused", name, rest.size(), finished);
    return items.stream().map(item -> read(identity.id(item))).toList();
  }

  private void compute(SearchContext context, List<I> rest, Function<I, R> task) {
    context.spark().setJobGroup(name, name + ": " + rest.size() + " items", true);
    try (TaskListener listener =
        new TaskListener(context.spark(), context.progress(), rest.size())) {
      context.spark().parallelize(rest, rest.size()).map(task).count();
      listener.awaitAll();
    } finally {
      context.spark().clearJobGroup();
    }
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
