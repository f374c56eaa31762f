package org.codesign.task;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.sensitivity.NetworkOpener;
import org.codesign.sensitivity.OpenNetwork;

/** Opens the network, computes a piece of work and stores it. Sent to executors. */
public final class NetworkTask implements Function<NetworkItem, ItemFigures> {

  private static final long serialVersionUID = 1L;
  private static final String RECORD = "figures.json";

  /**
   * What all pieces of work share.
   *
   * @param images where the shards of the data are
   * @param store where the figures go
   */
  public record Context(
      NetworkOpener opener, ItemStore images, ItemStore store, NetworkSettings settings) {}

  private final Broadcast<Context> context;

  public NetworkTask(Broadcast<Context> context) {
    this.context = context;
  }

  @Override
  public ItemFigures call(NetworkItem item) throws IOException {
    Context shared = context.value();
    long start = System.nanoTime();
    try (OpenNetwork network = shared.opener().open(TaskEnvironment.hadoop())) {
      NetworkPlace place = new NetworkPlace(network, shared);
      List<List<Double>> rows = item.compute(place);
      requireFinite(item, rows);
      ItemFigures figures = new ItemFigures(item.id(), rows, (System.nanoTime() - start) / 1e9);
      Map<String, byte[]> files = new LinkedHashMap<>(place.files());
      files.put(RECORD, Json.write(figures));
      shared.store().write(item.id(), files);
      return figures;
    }
  }

  /** The figures of a finished item. */
  public static ItemFigures readRecord(ItemStore store, String item) throws IOException {
    return Json.read(store.read(item, RECORD), ItemFigures.class);
  }

  private static void requireFinite(NetworkItem item, List<List<Double>> rows) {
    for (List<Double> row : rows) {
      for (double value : row) {
        if (!Double.isFinite(value)) {
          throw new ArithmeticException(
              "A value (%s) of %s is not a finite number.".formatted(value, item.id()));
        }
      }
    }
  }
}
