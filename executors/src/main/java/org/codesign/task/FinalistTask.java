package org.codesign.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.data.Augmentation;
import org.codesign.data.ImageSet;
import org.codesign.data.TaskSeed;
import org.codesign.distillation.ClassifierTraining;
import org.codesign.distillation.ImageBatches;
import org.codesign.distillation.OpenTeacher;
import org.codesign.distillation.StudentRecovery;
import org.codesign.engine.NetworkWeights;
import org.codesign.engine.SafeTensors;
import org.codesign.network.Network;

/** Assembles one design from its trained blocks, recovers it and measures it. Sent to executors. */
public final class FinalistTask implements Function<FinalistItem, FinalistRecord> {

  private static final long serialVersionUID = 1L;
  private static final String STAGE = "finalists";
  private static final String RECORD = "finalist.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String RANGES = "ranges.json";

  /** The images of the recovery and of the measurement. */
  public record Images(ImageSet training, ImageSet test, Augmentation augmentation) {}

  /** How finalists are fine-tuned. */
  public record Settings(int epochs, int batch, double learningRate, long seed) {}

  /**
   * What all finalists share.
   *
   * @param blocks where the trained blocks are
   * @param store where the finalists go
   * @param shared what all of them start from besides their blocks
   */
  public record Context(
      ItemStore blocks,
      ItemStore store,
      Teacher teacher,
      SharedLayers shared,
      Images images,
      Settings settings) {}

  private final Broadcast<Context> context;

  public FinalistTask(Broadcast<Context> context) {
    this.context = context;
  }

  @Override
  public FinalistRecord call(FinalistItem item) throws IOException {
    Context shared = context.value();
    Map<String, byte[]> files = new LinkedHashMap<>();
    FinalistRecord row;
    try {
      Network network = item.network(shared.shared().backbone());
      StudentRecovery.Result result = recover(item, network, shared);
      files.put(WEIGHTS, SafeTensors.write(network.weightedLayers(), result.weights()));
      files.put(RANGES, ranges(result));
      row =
          new FinalistRecord(
              item.id(),
              result.assembledAccuracy(),
              result.floatAccuracy(),
              result.quantizedAccuracy(),
              "");
    } catch (ArithmeticException e) {
      row = FinalistRecord.failed(item.id(), e.getMessage());
    }
    files.put(RECORD, Json.write(row));
    shared.store().write(item.id(), files);
    return row;
  }

  /** The record of a finished finalist. */
  public static FinalistRecord readRecord(ItemStore store, String item) throws IOException {
    return Json.read(store.read(item, RECORD), FinalistRecord.class);
  }

  /** The fine-tuned weights of a measured finalist. */
  public static NetworkWeights readWeights(ItemStore store, String item, Network network)
      throws IOException {
    return SafeTensors.read(store.read(item, WEIGHTS), network.weightedLayers(), item);
  }

  /** The input range of each layer of a measured finalist; 0 where its input is not quantized. */
  public static Map<String, Double> readRanges(ItemStore store, String item) throws IOException {
    Map<String, Double> ranges = new LinkedHashMap<>();
    JsonNode tree = Json.read(store.read(item, RANGES), JsonNode.class);
    tree.fields()
        .forEachRemaining(field -> ranges.put(field.getKey(), field.getValue().asDouble()));
    return ranges;
  }

  private static StudentRecovery.Result recover(FinalistItem item, Network network, Context shared)
      throws IOException {
    NetworkWeights assembled = shared.shared().weights();
    for (BlockItem block : item.blocks()) {
      if (!block.structure().isIdentity()) {
        NetworkWeights own = BlockTask.readWeights(shared.blocks(), block);
        assembled = assembled.plus(own.withPrefix(block.position() + "."));
      }
    }
    Teacher teacher = shared.teacher();
    Images images = shared.images();
    Settings settings = shared.settings();
    try (OpenTeacher open = teacher.open()) {
      return new StudentRecovery(
              open,
              new ImageBatches(images.training(), teacher.normalization()),
              new ImageBatches(images.test(), teacher.normalization()),
              images.augmentation())
          .recover(
              network,
              assembled,
              item.bits(network),
              settings.learningRate(),
              new ClassifierTraining.Schedule(
                  settings.epochs(),
                  settings.batch(),
                  TaskSeed.of(settings.seed(), STAGE, item.id())));
    }
  }

  private static byte[] ranges(StudentRecovery.Result result) {
    Map<String, Float> ranges = new LinkedHashMap<>();
    result
        .quantization()
        .forEach((layer, quantization) -> ranges.put(layer, quantization.inputRange()));
    return Json.write(ranges);
  }
}
