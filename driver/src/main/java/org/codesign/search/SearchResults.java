package org.codesign.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.codesign.config.FrontObjective;
import org.codesign.pareto.Hypervolume;
import org.codesign.pareto.KendallTau;
import org.codesign.pareto.ReferencePoint;
import org.codesign.predictor.AccuracyPredictor;
import org.codesign.search.FinalistStage.Finalist;
import org.codesign.space.Position;

/** What a search found, as the summary for people and as the files that the report is made from. */
final class SearchResults {

  private final SearchContext context;
  private final TeacherStage.Result teacher;
  private final List<Design> front;
  private final List<Finalist> finalists;
  private final long teacherBytes;

  SearchResults(
      SearchContext context,
      TeacherStage.Result teacher,
      List<Design> front,
      List<Finalist> finalists) {
    this.context = context;
    this.teacher = teacher;
    this.front = front;
    this.finalists = finalists;
    this.teacherBytes = teacher.teacher().sizeBytes();
  }

  /** The summary; its finalists stand best first. */
  SearchSummary summary() {
    List<SearchSummary.FinalistSummary> rows =
        finalists.stream()
            .sorted(Comparator.comparingDouble((Finalist f) -> -f.record().quantizedAccuracy()))
            .map(this::row)
            .toList();
    return new SearchSummary(
        context.space().size(),
        front.size(),
        teacher.accuracy(),
        rows,
        kendallTau(),
        context.run().root(),
        context.budget().unfinished());
  }

  /** Writes the table of the finalists and the summary file. */
  void write(
      int testImages,
      FrontStage.Bounds bounds,
      Optional<AccuracyPredictor> predictor,
      RunSummaryFile.Training training,
      Map<String, Double> stageSeconds) {
    Tables.writeFinalists(context, finalists, (double) teacherBytes);
    Tables.writeLayers(context, finalists);
    OptionalDouble tau = kendallTau();
    RunSummaryFile file =
        new RunSummaryFile(
            context.config().name(),
            context.target().device().name(),
            "%d configurations, %d of them fit, %d are not dominated, of which bounds discarded %d"
                .formatted(
                    context.accelerators().tried(),
                    context.accelerators().fitting(),
                    bounds.usable(),
                    bounds.discarded()),
            context.config().stages().front().objectives().stream()
                .map(FrontObjective::key)
                .toList(),
            context.space().positions().stream().map(Position::name).toList(),
            context.space().size(),
            teacher.accuracy(),
            testImages,
            teacherBytes,
            tau.isPresent() ? tau.getAsDouble() : null,
            hypervolume(),
            predictor.map(SearchResults::predictor).orElse(null),
            training,
            stageSeconds,
            bounds.gap());
    file.write(context.run());
  }

  private static RunSummaryFile.Predictor predictor(AccuracyPredictor predictor) {
    Map<String, Double> coefficients = new LinkedHashMap<>();
    for (int j = 0; j < AccuracyFeatures.NAMES.size(); j++) {
      coefficients.put(AccuracyFeatures.NAMES.get(j), predictor.model().coefficients().get(j));
    }
    OptionalDouble tau = predictor.kendallTau();
    return new RunSummaryFile.Predictor(
        predictor.folds().size(),
        coefficients,
        predictor.model().intercept(),
        predictor.meanError(),
        tau.isPresent() ? tau.getAsDouble() : null);
  }

  private SearchSummary.FinalistSummary row(Finalist finalist) {
    Design design = finalist.design();
    return new SearchSummary.FinalistSummary(
        design.id(),
        finalist.record().quantizedAccuracy(),
        design.prediction(),
        teacherBytes / design.prediction().sizeBytes(),
        design.accelerator().label(),
        design.resources());
  }

  /** Kendall's tau of the predicted loss, negated, and the measured quantized accuracy. */
  private OptionalDouble kendallTau() {
    if (finalists.size() < 2) {
      return OptionalDouble.empty();
    }
    return KendallTau.tauB(
        finalists.stream().mapToDouble(f -> -f.design().prediction().loss()).toArray(),
        finalists.stream().mapToDouble(f -> f.record().quantizedAccuracy()).toArray());
  }

  /** The share of the box up to the worst values that the front dominates. */
  private double hypervolume() {
    List<FrontObjective> objectives = context.config().stages().front().objectives();
    double[] points = new double[front.size() * objectives.size()];
    double[] worst = new double[objectives.size()];
    for (int i = 0; i < points.length; i++) {
      int objective = i % objectives.size();
      points[i] = value(front.get(i / objectives.size()).prediction(), objectives.get(objective));
      worst[objective] = Math.max(worst[objective], points[i]);
    }
    double[] reference = new double[objectives.size()];
    Arrays.fill(reference, 1);
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
}
