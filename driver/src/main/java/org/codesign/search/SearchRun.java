package org.codesign.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.codesign.config.RunConfig;
import org.codesign.data.Checksum;
import org.codesign.profile.DeviceProfile;
import org.codesign.space.Position;
import org.codesign.space.SearchSpace;
import org.codesign.store.ReusedItems;
import org.codesign.store.RunDirectory;
import org.codesign.store.RunManifest;
import org.codesign.store.Stage;
import org.codesign.task.BlockRecord;
import org.codesign.task.SensitivityRecord;

/**
 * A search from its configuration to its report. Every stage resumes where an earlier run stopped.
 */
public final class SearchRun {

  /** The sections of a configuration that only later stages than the sensitivities read. */
  private static final Set<String> AFTER_BLOCKS =
      Set.of("name", "device", "accelerator", "limits", "front", "finalists");

  private final RunConfig config;
  private final Path folder;
  private final JavaSparkContext spark;
  private final Progress progress;
  private final TimeBudget budget;
  private final Map<String, String> provenance;
  private final Map<String, Double> stageSeconds = new LinkedHashMap<>();

  public SearchRun(
      RunConfig config,
      Path folder,
      JavaSparkContext spark,
      Progress progress,
      TimeBudget budget,
      Map<String, String> provenance) {
    this.config = config;
    this.folder = folder;
    this.spark = spark;
    this.progress = progress;
    this.budget = budget;
    this.provenance = new LinkedHashMap<>(provenance);
  }

  /**
   * Runs or resumes the search, up to and including the given stage.
   *
   * @throws NoFeasibleDesignException if no design meets the limits
   */
  public SearchSummary run(Optional<Stage> until) {
    return run(until, Optional.empty());
  }

  /**
   * Runs or resumes the search, up to and including the given stage, after it has taken teacher,
   * blocks and sensitivities over from another run, whose device and what follows from it may be
   * others.
   *
   * @throws NoFeasibleDesignException if no design meets the limits
   */
  public SearchSummary run(Optional<Stage> until, Optional<Path> blocksFrom) {
    Configuration hadoop = spark.hadoopConfiguration();
    TargetBinding binding = TargetBinding.of(config, hadoop);
    SearchImages images = SearchImages.read(config, hadoop);
    SearchSpace shapes = space(images, 1);
    Optional<OnnxTeacherFile> onnx =
        config.teacher().onnx().map(it -> OnnxTeacherFile.read(config, shapes.backbone(), hadoop));
    AcceleratorPruning.Result accelerators = binding.target(shapes);
    SearchSpace space = space(images, accelerators.target().accelerators().size());
    provenance.put("seed", String.valueOf(config.seed()));
    RunManifest manifest =
        new RunManifest(
            config.canonicalJson(), inputs(images, onnx, binding.profile(), hadoop), provenance);
    try (RunDirectory run = RunDirectory.open(folder, manifest, hadoop)) {
      SearchContext context =
          new SearchContext(config, run, spark, space, accelerators, progress, budget);
      blocksFrom.ifPresent(other -> reuse(context, other));
      return stages(context, images, onnx, until.orElse(Stage.EXPORT));
    }
  }

  private SearchSpace space(SearchImages images, int accelerators) {
    return config
        .space()
        .searchSpace(
            images.training().shape(), images.training().classNames().size(), accelerators);
  }

  private static void reuse(SearchContext context, Path other) {
    ReusedItems items = ReusedItems.of(other, context.run(), AFTER_BLOCKS, context.hadoop());
    for (Stage stage : List.of(Stage.TEACHER, Stage.BLOCKS, Stage.SENSITIVITY)) {
      int copied = items.copy(stage, context.hadoop());
      context
          .progress()
          .note("%s: %d items taken over from %s".formatted(stage.folder(), copied, other));
    }
  }

  /** The hashes of all that is read besides the configuration: images, teacher and device. */
  private Map<String, String> inputs(
      SearchImages images,
      Optional<OnnxTeacherFile> onnx,
      DeviceProfile device,
      Configuration hadoop) {
    Map<String, String> inputs = new LinkedHashMap<>(images.hashes());
    config
        .teacher()
        .weights()
        .ifPresent(
            file -> {
              Path manifest = TeacherFiles.manifest(file.path());
              TeacherFiles.requireExisting(file.path(), hadoop);
              TeacherFiles.requireExisting(manifest, hadoop);
              inputs.put(file.written(), Checksum.sha256(file.path().toString(), hadoop));
              inputs.put(file.written() + ".json", Checksum.sha256(manifest.toString(), hadoop));
            });
    config
        .teacher()
        .onnx()
        .ifPresent(
            it -> inputs.put(it.file().written(), Checksum.sha256(onnx.orElseThrow().bytes())));
    inputs.put(
        "device " + device.device().name(),
        Checksum.sha256(device.json().getBytes(StandardCharsets.UTF_8)));
    return inputs;
  }

  private SearchSummary stages(
      SearchContext context, SearchImages images, Optional<OnnxTeacherFile> onnx, Stage until) {
    int[] usable = timed(Stage.COSTS, () -> new CostStage(context).run());
    new FeasibilityCheck(context).run(usable);
    TeacherStage.Result teacher =
        timed(Stage.TEACHER, () -> new TeacherStage(context, images, onnx).run());
    if (until == Stage.TEACHER) {
      return new SearchResults(context, teacher, List.of(), List.of()).summary();
    }
    BlockStage blockStage = new BlockStage(context, teacher.teacher());
    Map<String, Map<String, BlockRecord>> blocks = timed(Stage.BLOCKS, blockStage::run);
    Optional<ChainFit> chain = blockStage.chainFit(blocks);
    chain.ifPresent(fit -> progress.note(fit.line()));
    if (until == Stage.BLOCKS) {
      return new SearchResults(context, teacher, List.of(), List.of()).summary();
    }
    Map<String, Map<String, SensitivityRecord>> sensitivities =
        timed(
            Stage.SENSITIVITY,
            () -> new SensitivityStage(context).run(blockStage.taskContext(), blocks));
    if (until == Stage.SENSITIVITY) {
      return new SearchResults(context, teacher, List.of(), List.of()).summary();
    }
    if (until == Stage.COSTS) {
      return new SearchResults(context, teacher, List.of(), List.of()).summary();
    }
    List<PositionScore> scores = scores(context, teacher, blocks, sensitivities);
    FrontStage.Result found =
        timed(Stage.FRONT, () -> new FrontStage(context, scores, usable).run());
    List<Design> front = found.designs();
    if (until == Stage.FRONT) {
      return new SearchResults(context, teacher, front, List.of()).summary();
    }
    AccuracyFeatures features =
        new AccuracyFeatures(context.space().positions(), teacher.gains(), blocks, sensitivities);
    FinalistStage.Result measured =
        timed(
            Stage.FINALISTS,
            () ->
                new FinalistStage(context, images)
                    .run(
                        front,
                        teacher,
                        features,
                        new EvolvedDesigns(context, scores, usable, features)));
    List<FinalistStage.Finalist> finalists = measured.finalists();
    measured
        .predictor()
        .ifPresent(predictor -> Tables.writePredicted(context, front, features, predictor));
    timed(Stage.EXPORT, () -> new ExportStage(context, teacher.teacher(), images).run(finalists));
    SearchResults results = new SearchResults(context, teacher, front, finalists);
    results.write(
        images.test().count(),
        found.bounds(),
        measured.predictor(),
        new RunSummaryFile.Training(
            TrainingImages.of(blocks, blockStage.wholeTrainingImages()), chain.orElse(null)),
        stageSeconds);
    ReportRun.write(context.run().root(), context.hadoop());
    if (budget.unfinished().isEmpty()) {
      context.run().markSuccess();
    }
    return results.summary();
  }

  private <T> T timed(Stage stage, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    stageSeconds.put(stage.folder(), (System.nanoTime() - start) / 1e9);
    return result;
  }

  private static void requireOperators(
      SearchContext context, PositionScore score, Map<String, BlockRecord> blocks) {
    if (!score.operators().isEmpty()) {
      return;
    }
    String position = score.position().name();
    if (!context.budget().unfinished().isEmpty()) {
      throw new TimeBudgetSpentException(
          "The time budget was spent before the position %s had an operator that can be used (%s). Start the same command again to go on."
              .formatted(position, String.join("; ", context.budget().unfinished())));
    }
    throw new NoFeasibleDesignException(
        "No operator of the position %s can be used: %s"
            .formatted(position, blocks.values().iterator().next().failure()));
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
      PositionScore score =
          predictor.score(
              i,
              position,
              blocks.get(position.name()),
              sensitivities.getOrDefault(position.name(), Map.of()));
      requireOperators(context, score, blocks.get(position.name()));
      scores.add(score);
    }
    return scores;
  }
}
