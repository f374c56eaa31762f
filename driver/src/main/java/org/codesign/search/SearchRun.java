package org.codesign.search;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.codesign.config.FrontObjective;
import org.codesign.config.RunConfig;
import org.codesign.data.Checksum;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.pareto.Hypervolume;
import org.codesign.pareto.KendallTau;
import org.codesign.pareto.ReferencePoint;
import org.codesign.space.Position;
import org.codesign.space.SearchSpace;
import org.codesign.store.RunDirectory;
import org.codesign.store.RunManifest;
import org.codesign.store.Stage;
import org.codesign.task.BlockRecord;
import org.codesign.task.SensitivityRecord;

/**
 * A search from its configuration to its report. Every stage resumes where an earlier run stopped.
 */
public final class SearchRun {

  private final RunConfig config;
  private final Path folder;
  private final JavaSparkContext spark;
  private final Progress progress;
  private final Map<String, String> provenance;
  private final Map<String, Double> stageSeconds = new LinkedHashMap<>();

  public SearchRun(
      RunConfig config,
      Path folder,
      JavaSparkContext spark,
      Progress progress,
      Map<String, String> provenance) {
    this.config = config;
    this.folder = folder;
    this.spark = spark;
    this.progress = progress;
    this.provenance = new LinkedHashMap<>(provenance);
  }

  /**
   * Runs or resumes the search, up to and including the given stage.
   *
   * @throws NoFeasibleDesignException if no design meets the limits
   */
  public SearchSummary run(Optional<Stage> until) {
    Configuration hadoop = spark.hadoopConfiguration();
    Target target = TargetBinding.of(config, hadoop);
    SearchImages images = SearchImages.read(config, hadoop);
    SearchSpace space =
        config
            .space()
            .searchSpace(
                images.training().shape(),
                images.training().classNames().size(),
                target.accelerators().size());
    provenance.put("seed", String.valueOf(config.seed()));
    RunManifest manifest =
        new RunManifest(config.canonicalJson(), inputs(images, target, hadoop), provenance);
    try (RunDirectory run = RunDirectory.open(folder, manifest, hadoop)) {
      SearchContext context = new SearchContext(config, run, spark, space, target, progress);
      return stages(context, images, until.orElse(Stage.EXPORT));
    }
  }

  /** The hashes of all that is read besides the configuration: images, teacher and device. */
  private Map<String, String> inputs(SearchImages images, Target target, Configuration hadoop) {
    Map<String, String> inputs = new LinkedHashMap<>(images.hashes());
    config
        .teacher()
        .weights()
        .ifPresent(
            file -> inputs.put(file.written(), Checksum.sha256(file.path().toString(), hadoop)));
    String device = target.device().toString();
    inputs.put(
        "device " + target.device().name(),
        Checksum.sha256(device.getBytes(StandardCharsets.UTF_8)));
    return inputs;
  }

  private SearchSummary stages(SearchContext context, SearchImages images, Stage until) {
    new FeasibilityCheck(context).run();
    TeacherStage.Result teacher =
        timed(Stage.TEACHER, () -> new TeacherStage(context, images).run());
    if (until == Stage.TEACHER) {
      return summary(context, teacher, List.of(), List.of());
    }
    BlockStage blockStage = new BlockStage(context, teacher.teacher());
    Map<String, Map<String, BlockRecord>> blocks = timed(Stage.BLOCKS, blockStage::run);
    if (until == Stage.BLOCKS) {
      return summary(context, teacher, List.of(), List.of());
    }
    Map<String, Map<String, SensitivityRecord>> sensitivities =
        timed(
            Stage.SENSITIVITY,
            () -> new SensitivityStage(context).run(blockStage.taskContext(), blocks));
    if (until == Stage.SENSITIVITY) {
      return summary(context, teacher, List.of(), List.of());
    }
    timed(Stage.COSTS, () -> new CostStage(context).run());
    if (until == Stage.COSTS) {
      return summary(context, teacher, List.of(), List.of());
    }
    List<PositionScore> scores = scores(context, teacher, blocks, sensitivities);
    List<Design> front = timed(Stage.FRONT, () -> new FrontStage(context, scores).run());
    if (until == Stage.FRONT) {
      return summary(context, teacher, front, List.of());
    }
    List<FinalistStage.Finalist> finalists =
        timed(Stage.FINALISTS, () -> new FinalistStage(context, images).run(front, teacher));
    Tables.writeFinalists(context, finalists, (double) bytes(teacher.teacher().network()));
    SearchSummary summary = summary(context, teacher, front, finalists);
    summaryFile(context, images, teacher, front, summary).write(context.run());
    ReportRun.write(context.run().root(), context.hadoop());
    context.run().markSuccess();
    return summary;
  }

  private <T> T timed(Stage stage, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    stageSeconds.put(stage.folder(), (System.nanoTime() - start) / 1e9);
    return result;
  }

  private static List<PositionScore> scores(
      SearchContext context,
      TeacherStage.Result teacher,
      Map<String, Map<String, BlockRecord>> blocks,
      Map<String, Map<String, SensitivityRecord>> sensitivities) {
    LossPredictor predictor = new LossPredictor(context.space().bits(), teacher.gains());
    List<PositionScore> scores = new ArrayList<>();
    for (int i = 0; i < context.space().positions().size(); i++) {
      Position position = context.space().positions().get(i);
      scores.add(
          predictor.score(
              i,
              position,
              blocks.get(position.name()),
              sensitivities.getOrDefault(position.name(), Map.of())));
    }
    return scores;
  }

  private SearchSummary summary(
      SearchContext context,
      TeacherStage.Result teacher,
      List<Design> front,
      List<FinalistStage.Finalist> finalists) {
    long teacherBytes = bytes(teacher.teacher().network());
    List<SearchSummary.FinalistSummary> rows =
        finalists.stream()
            .sorted(
                Comparator.comparingDouble(
                    (FinalistStage.Finalist f) -> -f.record().quantizedAccuracy()))
            .map(finalist -> row(finalist, teacherBytes))
            .toList();
    return new SearchSummary(
        context.space().size(),
        front.size(),
        teacher.accuracy(),
        rows,
        kendallTau(finalists),
        context.run().root());
  }

  private static SearchSummary.FinalistSummary row(
      FinalistStage.Finalist finalist, long teacherBytes) {
    Design design = finalist.design();
    return new SearchSummary.FinalistSummary(
        design.id(),
        finalist.record().quantizedAccuracy(),
        design.prediction(),
        teacherBytes / design.prediction().sizeBytes(),
        design.accelerator().label(),
        design.resources());
  }

  private RunSummaryFile summaryFile(
      SearchContext context,
      SearchImages images,
      TeacherStage.Result teacher,
      List<Design> front,
      SearchSummary summary) {
    OptionalDouble tau = summary.kendallTau();
    BigInteger designs = context.space().size();
    int accelerators = context.target().accelerators().size();
    return new RunSummaryFile(
        config.name(),
        context.target().device().name(),
        "%d configurations, %d of them fit the device"
            .formatted(accelerators, context.target().usable().size()),
        config.stages().front().objectives().stream().map(FrontObjective::key).toList(),
        context.space().positions().stream().map(Position::name).toList(),
        designs,
        teacher.accuracy(),
        images.test().count(),
        bytes(teacher.teacher().network()),
        tau.isPresent() ? tau.getAsDouble() : null,
        hypervolume(front),
        stageSeconds);
  }

  /** Kendall's tau of the predicted loss, negated, and the measured quantized accuracy. */
  private static OptionalDouble kendallTau(List<FinalistStage.Finalist> finalists) {
    if (finalists.size() < 2) {
      return OptionalDouble.empty();
    }
    return KendallTau.tauB(
        finalists.stream().mapToDouble(f -> -f.design().prediction().loss()).toArray(),
        finalists.stream().mapToDouble(f -> f.record().quantizedAccuracy()).toArray());
  }

  /** The share of the box up to the worst values that the front dominates. */
  private double hypervolume(List<Design> front) {
    List<FrontObjective> objectives = config.stages().front().objectives();
    double[] points = new double[front.size() * objectives.size()];
    double[] worst = new double[objectives.size()];
    for (int i = 0; i < points.length; i++) {
      int objective = i % objectives.size();
      points[i] = value(front.get(i / objectives.size()).prediction(), objectives.get(objective));
      worst[objective] = Math.max(worst[objective], points[i]);
    }
    double[] reference = new double[objectives.size()];
    java.util.Arrays.fill(reference, 1);
    for (int i = 0; i < points.length; i++) {
      points[i] /= Math.max(worst[i % worst.length], Double.MIN_NORMAL);
    }
    return Hypervolume.of(points, ReferencePoint.of(reference));
  }

  private static double value(Design.Prediction prediction, FrontObjective objective) {
    return switch (objective) {
      case LOSS -> prediction.loss();
      case LATENCY -> prediction.latencyMillis();
      case ENERGY -> prediction.energyMicrojoules();
      case SIZE -> prediction.sizeBytes();
    };
  }

  /** The bytes of a network's weights and biases in float32. */
  private static long bytes(Network network) {
    long parameters = network.weights();
    for (Layer layer : network.weightedLayers()) {
      parameters += layer.output().channels();
    }
    return 4 * parameters;
  }
}
