package org.codesign.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.codesign.config.FinalistsConfig;
import org.codesign.data.Checksum;
import org.codesign.data.ImageSet;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.Spread;
import org.codesign.predictor.AccuracyPredictor;
import org.codesign.predictor.Example;
import org.codesign.space.BlockChoice;
import org.codesign.space.DesignPoint;
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
  private static final int CANDIDATES_EACH = 16;

  private final SearchContext context;
  private final SearchImages images;

  /** A design and what was measured of it. */
  record Finalist(Design design, FinalistRecord record) {}

  FinalistStage(SearchContext context, SearchImages images) {
    this.context = context;
    this.images = images;
  }

  /**
   * What was measured, and the predictor that was fitted to it.
   *
   * @param finalists those that could be measured, in the order of the front, then those that are
   *     not on it
   * @param predictor of the accuracy; empty if too few were measured
   */
  record Result(List<Finalist> finalists, Optional<AccuracyPredictor> predictor) {
    Result {
      finalists = List.copyOf(finalists);
    }
  }

  /**
   * Measures finalists, in as many rounds as the configuration asks for.
   *
   * @param evolved finds the designs that a fitted predictor prefers
   */
  Result run(
      List<Design> front,
      TeacherStage.Result teacher,
      AccuracyFeatures features,
      EvolvedDesigns evolved) {
    FinalistsConfig settings = context.config().stages().finalists();
    List<Design> chosen = new ArrayList<>();
    List<Finalist> finalists = List.of();
    Optional<AccuracyPredictor> predictor = Optional.empty();
    for (int round = 1; round <= settings.rounds(); round++) {
      int count = (int) ((long) settings.count() * round / settings.rounds()) - chosen.size();
      List<Design> candidates =
          predictor.isPresent() && settings.evolution().generations() > 0
              ? evolved.of(front, predictor.get(), round)
              : front;
      chosen.addAll(
          predictor.isPresent()
              ? leastCertain(candidates, chosen, features, predictor.get(), count)
              : choose(without(candidates, chosen), count, FinalistStage::predictedLoss));
      finalists = measure(inOrder(front, chosen), teacher);
      predictor = fit(finalists, features);
    }
    return new Result(finalists, predictor);
  }

  private Optional<AccuracyPredictor> fit(List<Finalist> finalists, AccuracyFeatures features) {
    if (finalists.size() < AccuracyPredictor.FEWEST_EXAMPLES) {
      return Optional.empty();
    }
    SparkSession session = SparkSession.builder().sparkContext(context.spark().sc()).getOrCreate();
    context.spark().setJobGroup("predictor", "predictor of the accuracy", true);
    try {
      return Optional.of(
          AccuracyPredictor.fit(
              session,
              finalists.stream()
                  .map(
                      finalist ->
                          new Example(
                              features.of(finalist.design()),
                              finalist.record().quantizedAccuracy()))
                  .toList()));
    } finally {
      context.spark().clearJobGroup();
    }
  }

  /** Of candidates spread all over those whose accuracy the predictor is least certain of. */
  private static List<Design> leastCertain(
      List<Design> candidates,
      List<Design> chosen,
      AccuracyFeatures features,
      AccuracyPredictor predictor,
      int count) {
    List<Design> spread =
        choose(
            without(candidates, chosen),
            CANDIDATES_EACH * count,
            design -> 1 - predictor.predict(features.of(design)));
    return spread.stream()
        .sorted(
            Comparator.comparingDouble(
                (Design design) -> -predictor.uncertainty(features.of(design))))
        .limit(count)
        .toList();
  }

  /** Designs that are not on the front may come again under another name. */
  private static List<Design> without(List<Design> candidates, List<Design> chosen) {
    Set<DesignPoint> taken = new HashSet<>();
    chosen.forEach(design -> taken.add(design.point()));
    return candidates.stream().filter(design -> !taken.contains(design.point())).toList();
  }

  /** In the order of the front; then those that are not on it, as they were chosen. */
  private static List<Design> inOrder(List<Design> front, List<Design> chosen) {
    Set<Design> taken = new HashSet<>(chosen);
    List<Design> ordered = new ArrayList<>(front.stream().filter(taken::contains).toList());
    ordered.forEach(taken::remove);
    chosen.stream().filter(taken::contains).forEach(ordered::add);
    return ordered;
  }

  private List<Finalist> measure(List<Design> chosen, TeacherStage.Result teacher) {
    FinalistsConfig settings = context.config().stages().finalists();
    List<FinalistItem> networks =
        chosen.stream().map(design -> item(context.space(), design)).toList();
    // Designs that differ in the accelerator alone have the same network, which is trained once.
    List<FinalistItem> items = networks.stream().distinct().toList();
    ImageSet training = images.training();
    Broadcast<FinalistTask.Context> shared =
        context
            .spark()
            .broadcast(
                new FinalistTask.Context(
                    StageItems.of(context.run().stage(Stage.BLOCKS)),
                    StageItems.of(context.run().stage(Stage.FINALISTS)),
                    teacher.teacher(),
                    teacher.shared(),
                    new FinalistTask.Images(
                        training.subset(0, settings.images().orElse(training.count())),
                        images.test(),
                        images.augmentation()),
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
      } else if (!ItemResult.isOutOfTime(record.failure())) {
        context
            .progress()
            .note(
                "The design %s could not be measured: %s"
                    .formatted(chosen.get(i).id(), record.failure()));
      }
    }
    return finalists;
  }

  private static double predictedLoss(Design design) {
    return design.prediction().loss();
  }

  /**
   * Designs spread over the front in the logarithms of loss, latency, energy and size, the one of
   * least loss first.
   *
   * @param loss what stands for the loss
   */
  static List<Design> choose(List<Design> front, int count, ToDoubleFunction<Design> loss) {
    if (front.isEmpty() || count < 1) {
      return List.of();
    }
    long[] values = new long[4 * front.size()];
    long[] payloads = new long[front.size()];
    for (int i = 0; i < front.size(); i++) {
      Design.Prediction prediction = front.get(i).prediction();
      values[4 * i] = logarithm(loss.applyAsDouble(front.get(i)));
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
