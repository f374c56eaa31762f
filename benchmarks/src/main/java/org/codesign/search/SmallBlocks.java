package org.codesign.search;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.network.BlockGeometry;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.TensorShape;
import org.codesign.store.StageFolder;
import org.codesign.task.BlockItem;
import org.codesign.task.BlockRecord;
import org.codesign.task.BlockTask;
import org.codesign.task.ItemStore;

/**
 * A stage of block items that train nothing: each task writes a file of the size of a small block's
 * weights and its record, as a real one does. All of its time is overhead. It stands in the package
 * of the classes that it drives, so that they can stay package-private.
 */
public final class SmallBlocks {

  private static final int WEIGHTS_BYTES = 64 * 1024;
  private static final BlockGeometry GEOMETRY =
      BlockGeometry.of(TensorShape.image(16, 14, 14), 16, 1);

  private SmallBlocks() {}

  /** The seconds that a stage of this name and size takes on the driver. */
  public static double seconds(JavaSparkContext spark, Path folder, String name, int blocks) {
    StageItems store =
        StageItems.of(new StageFolder(new Path(folder, name), spark.hadoopConfiguration()));
    List<BlockItem> items =
        IntStream.range(0, blocks)
            .mapToObj(i -> new BlockItem("p%05d".formatted(i), i, GEOMETRY, operator()))
            .toList();
    Broadcast<StageItems> shared = spark.broadcast(store);
    StageJob<BlockItem, BlockRecord> job =
        new StageJob<>(name, store, new Identity(), BlockTask::readRecord, 1);
    long start = System.nanoTime();
    List<ItemResult<BlockRecord>> results =
        job.run(
            new JobContext(spark, new Quiet(), TimeBudget.unlimited()), items, new Write(shared));
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!results.stream().allMatch(result -> result.problem().isEmpty())) {
      throw new IllegalStateException("A block of the stage " + name + " failed.");
    }
    return seconds;
  }

  private static ResidualConvolution operator() {
    return new ResidualConvolution(3, 1);
  }

  /** Writes an item's files. Sent to executors. */
  private static final class Write implements Function<BlockItem, BlockRecord> {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Broadcast<StageItems> store;

    Write(Broadcast<StageItems> store) {
      this.store = store;
    }

    @Override
    public BlockRecord call(BlockItem item) throws IOException {
      BlockRecord row =
          new BlockRecord(
              item.position(), item.operator().label(), 0.25, 0.25, WEIGHTS_BYTES / 4, 0, "");
      Map<String, byte[]> files = new LinkedHashMap<>();
      files.put("weights.safetensors", new byte[WEIGHTS_BYTES]);
      files.put("block.json", JSON.writeValueAsBytes(row));
      ItemStore items = store.value();
      items.write(item.id(), files);
      return row;
    }
  }

  private static final class Identity implements StageJob.ItemIdentity<BlockItem> {
    @Override
    public String id(BlockItem item) {
      return item.id();
    }

    @Override
    public long weight(BlockItem item) {
      return BlockIdentity.work(item);
    }
  }

  private static final class Quiet implements Progress {
    @Override
    public void begin(String stage, int items, int finished) {}

    @Override
    public void advance(long failed) {}

    @Override
    public void end() {}

    @Override
    public void note(String line) {}
  }
}
