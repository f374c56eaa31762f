package org.codesign.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.codesign.allocation.AllocationProblem;
import org.codesign.allocation.Allocator;
import org.codesign.allocation.BitAllocation;
import org.codesign.allocation.BitChoice;
import org.codesign.allocation.LimitKey;
import org.codesign.pareto.FrontTooLargeException;
import org.codesign.pareto.SpearmanRho;
import org.codesign.search.SensitivityRequest.Part;
import org.codesign.search.SensitivityResult.Curvature;
import org.codesign.search.SensitivityResult.FrontierPoint;
import org.codesign.search.SensitivityResult.Layer;
import org.codesign.search.SensitivityResult.Measured;
import org.codesign.search.SensitivityResult.RankCorrelation;
import org.codesign.sensitivity.OpenNetwork;
import org.codesign.sensitivity.TraceEstimate;
import org.codesign.sensitivity.WeightPerturbation;
import org.codesign.sensitivity.WeightedLayer;
import org.codesign.task.ImageOrigin;

/** Makes the result of a request of the figures of its pieces. */
final class SensitivityReduction {

  private final OpenNetwork network;
  private final SensitivityItems items;
  private final SensitivityFigures figures;
  private final SensitivityRequest request;
  private final int probes;

  SensitivityReduction(
      OpenNetwork network, SensitivityItems items, SensitivityFigures figures, int probes) {
    this.network = network;
    this.items = items;
    this.figures = figures;
    this.request = items.request();
    this.probes = probes;
  }

  SensitivityResult result() {
    boolean hasData = request.data().isPresent();
    boolean isMeasured = hasData && request.has(Part.MEASURED);
    List<TraceEstimate> weights =
        hasData ? figures.traces(items.weightProbes(probes), probes) : List.of();
    int all = request.probing().probes();
    List<TraceEstimate> inputs =
        hasData && request.has(Part.ACTIVATIONS)
            ? figures.traces(items.activationProbes(all), all)
            : List.of();
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < items.layers(); i++) {
      layers.add(layer(i, weights, inputs));
    }
    Map<String, Measured> eightBits = new TreeMap<>();
    if (isMeasured && request.has(Part.ACTIVATIONS)) {
      eightBits.put(ImageOrigin.DATA.label(), figures.eightBits(ImageOrigin.DATA));
    }
    if (hasData && request.has(Part.DATA_FREE)) {
      eightBits.put(ImageOrigin.DISTILLED.label(), figures.eightBits(ImageOrigin.DISTILLED));
    }
    Optional<Measured> original = Optional.empty();
    if (isMeasured) {
      original = Optional.of(figures.original(ImageOrigin.DATA));
    } else if (!eightBits.isEmpty()) {
      original = Optional.of(figures.beforeEightBits(ImageOrigin.DISTILLED));
    }
    return new SensitivityResult(
        request,
        network.facts(),
        items.settings().grouping(),
        probes,
        layers,
        original,
        eightBits,
        correlations(layers),
        frontier(layers));
  }

  private Layer layer(int index, List<TraceEstimate> weights, List<TraceEstimate> inputs) {
    WeightedLayer layer = network.curvature().layers().get(index);
    Optional<Curvature> ofWeights = Optional.empty();
    if (!weights.isEmpty()) {
      SortedMap<Integer, Double> errors =
          WeightPerturbation.of(
              network.curvature().weights(index), layer.outputChannels(), request.bits());
      ofWeights =
          Optional.of(SensitivityFigures.curvature(weights.get(index), layer.parameters(), errors));
    }
    Optional<Curvature> ofInputs =
        inputs.isEmpty()
            ? Optional.empty()
            : Optional.of(
                SensitivityFigures.curvature(
                    inputs.get(index), layer.inputElements(), figures.inputErrors(index)));
    boolean hasData = request.data().isPresent();
    boolean isMeasured = hasData && request.has(Part.MEASURED);
    SortedMap<Integer, Double> distilled = new TreeMap<>();
    if (request.has(Part.DATA_FREE)) {
      figures
          .weights(ImageOrigin.DISTILLED, index)
          .forEach((bits, measured) -> distilled.put(bits, measured.divergence()));
    }
    return new Layer(
        layer.name(),
        layer.parameters(),
        network.facts().macs().get(index),
        ofWeights,
        ofInputs,
        hasData ? figures.eigenvalues(index) : List.of(),
        hasData ? figures.eigenvalueSpread(index) : OptionalDouble.empty(),
        isMeasured ? figures.weights(ImageOrigin.DATA, index) : new TreeMap<>(),
        isMeasured && request.has(Part.ACTIVATIONS)
            ? figures.inputs(ImageOrigin.DATA, index)
            : new TreeMap<>(),
        distilled,
        figures.seconds(index));
  }

  private List<RankCorrelation> correlations(List<Layer> layers) {
    List<RankCorrelation> found = new ArrayList<>();
    boolean isMeasured = !layers.get(0).weightsMeasured().isEmpty();
    for (int bits : request.bits()) {
      if (isMeasured) {
        ToDoubleFunction<Layer> omega = layer -> layer.score().get(bits);
        ToDoubleFunction<Layer> measured = layer -> layer.weightsMeasured().get(bits).loss();
        ToDoubleFunction<Layer> divergence =
            layer -> layer.weightsMeasured().get(bits).divergence();
        correlate("omega and measured loss", bits, layers, omega, measured, found);
        correlate("omega and measured divergence", bits, layers, omega, divergence, found);
        if (request.has(Part.ACTIVATIONS)) {
          correlate(
              "omega of activations and measured loss",
              bits,
              layers,
              layer -> layer.inputs().orElseThrow().omega().get(bits),
              layer -> layer.inputsMeasured().get(bits).loss(),
              found);
        }
        if (request.has(Part.DATA_FREE)) {
          correlate(
              "data-free and measured divergence",
              bits,
              layers,
              layer -> layer.distilledDivergence().get(bits),
              divergence,
              found);
        }
      }
    }
    return found;
  }

  private static void correlate(
      String name,
      int bits,
      List<Layer> layers,
      ToDoubleFunction<Layer> first,
      ToDoubleFunction<Layer> second,
      List<RankCorrelation> into) {
    SpearmanRho.of(
            layers.stream().mapToDouble(first).toArray(),
            layers.stream().mapToDouble(second).toArray())
        .ifPresent(rho -> into.add(new RankCorrelation(name, bits, rho)));
  }

  /** The exact front; none if it is too large to be held, which {@code allocate} says too. */
  private List<FrontierPoint> frontier(List<Layer> layers) {
    List<org.codesign.allocation.Layer> choices =
        layers.stream()
            .map(
                layer ->
                    new org.codesign.allocation.Layer(
                        layer.name(),
                        layer.parameters(),
                        OptionalLong.of(layer.macs()),
                        layer.score().entrySet().stream()
                            .map(score -> choice(score.getKey(), score.getValue()))
                            .toList()))
            .toList();
    try {
      return new Allocator(new AllocationProblem(choices, List.of()))
          .front(LimitKey.SIZE_MEGABYTES, Double.POSITIVE_INFINITY).points().stream()
              .map(SensitivityReduction::point)
              .toList();
    } catch (FrontTooLargeException e) {
      return List.of();
    }
  }

  private static BitChoice choice(int bits, double score) {
    return new BitChoice(bits, bits, score, OptionalDouble.empty(), OptionalDouble.empty());
  }

  private static FrontierPoint point(BitAllocation found) {
    return new FrontierPoint(
        found.total(LimitKey.SIZE_MEGABYTES).orElseThrow(),
        found.sensitivity(),
        found.choices().stream().map(BitChoice::weightBits).toList());
  }
}
