package org.codesign.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.config.FinalistsConfig;
import org.codesign.data.Checksum;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.Spread;
import org.codesign.space.BlockChoice;
import org.codesign.space.Position;
import org.codesign.space.SearchSpace;
import org.codesign.store.Stage;
import org.codesign.task.BlockItem;
import org.codesign.task.FinalistItem;
import org.codesign.task.FinalistRecord;
import org.codesign.task.FinalistTask;

/** Stage 6: designs spread over the front, assembled, recovered and measured. */
final class FinalistStage {

  private static final double LOG_STEPS = 1e6;
  private static final int HASH_DIGITS = 16;

  private final SearchContext context;
  private final SearchImages images;

  /** A design and what was measured of it. */
  record Finalist(Design design, FinalistRecord record) {}

  FinalistStage(SearchContext context, SearchImages images) {
    this.context = context;
    this.images = images;
  }

  /** The finalists that could be measured, in the order of the front. */
  List<Finalist> run(List<Design> front, TeacherStage.Result teacher) {
    FinalistsConfig settings = context.config().stages().finalists();
    List<Design> chosen = choose(front, settings.count());
    List<FinalistItem> networks =
        chosen.stream().map(design -> item(context.space(), design)).toList();
    // Designs that differ in the accelerator alone have the same network, which is trained once.
    List<FinalistItem> items = networks.stream().distinct().toList();
    Broadcast<FinalistTask.Context> shared =
        context
            .spark()
            .broadcast(
                new FinalistTask.Context(
                    StageItems.of(context.run().stage(Stage.BLOCKS)),
                    StageItems.of(context.run().stage(Stage.FINALISTS)),
                    teacher.teacher(),
                    new FinalistTask.Images(
                        images.training(), images.test(), images.augmentation()),
                    new FinalistTask.Settings(
                        settings.training().epochs(),
                        settings.training().batch(),
                        settings.training().learningRate(),
                        context.config().seed())));
    List<ItemResult<FinalistRecord>> results =
        new StageJob<FinalistItem, FinalistRecord>(
                "finalists", shared.value().store(), new Identity(), FinalistTask::readRecord, 1)
            .run(context, items, new FinalistTask(shared));
    shared.destroy();
    List<Finalist> finalists = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      FinalistItem network = networks.get(i);
      ItemResult<FinalistRecord> result = results.get(items.indexOf(network));
      FinalistRecord record =
          result.record().orElseGet(() -> FinalistRecord.failed(network.id(), result.problem()));
      if (record.measured()) {
        finalists.add(new Finalist(chosen.get(i), record));
      } else {
        context
            .progress()
            .note(
                "The design %s could not be measured: %s"
                    .formatted(chosen.get(i).id(), record.failure()));
      }
    }
    return finalists;
  }

  /**
   * Designs spread over the front in the logarithms of loss, latency, energy and size, the one of
   * least predicted loss first.
   */
  static List<Design> choose(List<Design> front, int count) {
    long[] values = new long[4 * front.size()];
    long[] payloads = new long[front.size()];
    for (int i = 0; i < front.size(); i++) {
      Design.Prediction prediction = front.get(i).prediction();
      values[4 * i] = logarithm(prediction.loss());
      values[4 * i + 1] = logarithm(prediction.latencyMillis());
      values[4 * i + 2] = logarithm(prediction.energyMicrojoules());
      values[4 * i + 3] = logarithm(prediction.sizeBytes());
      payloads[i] = i;
    }
    ParetoFront logarithms = ParetoFront.of(4, values, payloads);
    int[] picked = Spread.pick(logarithms, count, 0);
    return java.util.Arrays.stream(picked)
        .map(point -> (int) logarithms.payload(point))
        .sorted()
        .mapToObj(front::get)
        .toList();
  }

  private static long logarithm(double value) {
    return Math.round(LOG_STEPS * StrictMath.log(Math.max(value, 1e-12)));
  }

  /**
   * The network of a design as an item of work. Its name is a hash of its blocks and bits: a
   * design's place on the front changes with the front, and must not find the weights of another.
   */
  static FinalistItem item(SearchSpace space, Design design) {
    List<BlockItem> blocks = new ArrayList<>();
    List<BlockChoice> choices = design.point().candidate().blocks();
    for (int i = 0; i < choices.size(); i++) {
      Position position = space.positions().get(i);
      blocks.add(new BlockItem(position.name(), i, position.geometry(), choices.get(i).operator()));
    }
    String text = choices.stream().map(BlockChoice::label).collect(Collectors.joining("|"));
    String hash = Checksum.sha256(text.getBytes(StandardCharsets.UTF_8));
    return new FinalistItem(
        "n" + hash.substring(0, HASH_DIGITS),
        blocks,
        choices.stream().map(BlockChoice::slots).toList());
  }

  /** Networks by id; heavier ones first. */
  private static final class Identity implements StageJob.ItemIdentity<FinalistItem> {
    @Override
    public String id(FinalistItem item) {
      return item.id();
    }

    @Override
    public long weight(FinalistItem item) {
      return item.blocks().stream().mapToLong(BlockIdentity::work).sum();
    }
  }
}
