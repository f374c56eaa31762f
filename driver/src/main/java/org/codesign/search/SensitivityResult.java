package org.codesign.search;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.codesign.sensitivity.Eigenvalue;
import org.codesign.sensitivity.HutchinsonTrace;
import org.codesign.sensitivity.NetworkFacts;
import org.codesign.sensitivity.TraceEstimate;

/**
 * The sensitivities of a network's layers, and what they were measured on.
 *
 * @param grouping what a probe was
 * @param original the network as it is; absent if it was not measured
 * @param eightBits the network with weights and inputs at 8 bits, by where the ranges came from
 * @param rankCorrelations Spearman's rho over the layers, by what is compared
 * @param frontier the exact front of size against the sum of the layers' scores, by rising size
 */
public record SensitivityResult(
    SensitivityRequest request,
    NetworkFacts facts,
    HutchinsonTrace.Grouping grouping,
    int probes,
    List<Layer> layers,
    Optional<Measured> original,
    Map<String, Measured> eightBits,
    List<RankCorrelation> rankCorrelations,
    List<FrontierPoint> frontier) {

  public SensitivityResult {
    layers = List.copyOf(layers);
    eightBits = Collections.unmodifiableMap(new TreeMap<>(eightBits));
    rankCorrelations = List.copyOf(rankCorrelations);
    frontier = List.copyOf(frontier);
  }

  /**
   * A layer.
   *
   * @param weights the curvature of its weights; absent without data
   * @param inputs that of what it reads, if asked for
   * @param eigenvalues by falling magnitude, on all images
   * @param eigenvalueSpread |mean| + standard deviation of the top eigenvalue over subsets (Shen et
   *     al., "Q-BERT", AAAI 2020, equation 2)
   * @param weightsMeasured with only its weights quantized, by bits
   * @param inputsMeasured with only what it reads quantized, by bits
   * @param distilledDivergence on images made without data, with only its weights quantized
   * @param seconds spent on it, and its share of what was spent on all layers together
   */
  public record Layer(
      String name,
      long parameters,
      long macs,
      Optional<Curvature> weights,
      Optional<Curvature> inputs,
      List<Eigenvalue> eigenvalues,
      OptionalDouble eigenvalueSpread,
      SortedMap<Integer, Measured> weightsMeasured,
      SortedMap<Integer, Measured> inputsMeasured,
      SortedMap<Integer, Double> distilledDivergence,
      double seconds) {

    public Layer {
      eigenvalues = List.copyOf(eigenvalues);
      weightsMeasured = Collections.unmodifiableSortedMap(new TreeMap<>(weightsMeasured));
      inputsMeasured = Collections.unmodifiableSortedMap(new TreeMap<>(inputsMeasured));
      distilledDivergence = Collections.unmodifiableSortedMap(new TreeMap<>(distilledDivergence));
    }

    /** Omega where there are data, else the divergence on distilled images. */
    public SortedMap<Integer, Double> score() {
      return weights.map(Curvature::omega).orElse(distilledDivergence);
    }
  }

  /**
   * The trace of a tensor's Hessian and what bits do to it.
   *
   * @param elements of the tensor
   * @param trace undivided
   * @param squaredErrors ||Q(t) - t||^2 by bits
   * @param omega (trace / elements) ||Q(t) - t||^2 by bits, 0 for a negative trace
   */
  public record Curvature(
      long elements,
      TraceEstimate trace,
      SortedMap<Integer, Double> squaredErrors,
      SortedMap<Integer, Double> omega) {

    public Curvature {
      squaredErrors = Collections.unmodifiableSortedMap(new TreeMap<>(squaredErrors));
      omega = Collections.unmodifiableSortedMap(new TreeMap<>(omega));
    }
  }

  /**
   * Means over the images.
   *
   * @param loss of the kind that was asked for
   * @param accuracy in [0, 1]
   * @param divergence KL of the answers from those of the network as it is
   */
  public record Measured(double loss, double accuracy, double divergence) {}

  /** Spearman's rho of two scores of the layers at a bit-width. */
  public record RankCorrelation(String of, int bits, double rho) {}

  /** Bits that nothing beats in both, in the order of the layers. */
  public record FrontierPoint(double sizeMegabytes, double score, List<Integer> bits) {
    public FrontierPoint {
      bits = List.copyOf(bits);
    }
  }
}
