package org.codesign.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.codesign.cost.CostModel;
import org.codesign.cost.CostResult;
import org.codesign.cost.EngineProgram;
import org.codesign.cost.LayerCost;
import org.codesign.cost.Undominated;
import org.codesign.hardware.AcceleratorSpace;
import org.codesign.hardware.EngineSizes;
import org.codesign.hardware.EngineSpace;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.Resource;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.network.Backbone;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.quantization.BitWidths;
import org.codesign.space.Position;
import org.codesign.space.SearchSpace;
import org.codesign.workload.LayerSpec;

/**
 * The engines that a search need look at. An engine that another one beats or equals in the latency
 * and the energy of every layer of the space at every choice of bits gives no design that the other
 * one does not give at least as good: without it the front is the same. Resources are limits of a
 * search, not objectives, so that of equals the engine stays whose largest share of the device is
 * the smallest.
 */
final class AcceleratorPruning {

  private final Backbone backbone;
  private final List<BlockStructure> structures;
  private final List<BitWidths> bits;

  /**
   * The engines left and the counts.
   *
   * @param target with the engines left; with the smallest one tried if none can be built
   * @param tried how many there are
   * @param fitting how many of them fit the device and the limits
   */
  record Result(Target target, long tried, long fitting) {}

  private AcceleratorPruning(SearchSpace space) {
    this.backbone = space.backbone();
    this.structures = structures(space);
    this.bits = space.bits().choices();
  }

  /**
   * Prunes the engines of these sizes; their memories are as large as the space's layers need.
   *
   * @param targets the target with these accelerators
   */
  static Result of(
      FpgaDevice device,
      EngineSizes sizes,
      SearchSpace space,
      Function<AcceleratorSpace, Target> targets) {
    EngineProgram program = new EngineProgram(device, layers(space));
    Target all = targets.apply(new EngineSpace(program.engines(sizes)));
    int[] usable = all.usable();
    if (usable.length == 0) {
      EngineSpace first = new EngineSpace(List.of((SubgraphEngine) all.accelerators().get(0)));
      return new Result(targets.apply(first), all.accelerators().size(), 0);
    }
    AcceleratorPruning pruning = new AcceleratorPruning(space);
    List<Candidate> smallestFirst =
        IntStream.of(usable)
            .mapToObj(i -> new Candidate(i, all.usableModel(i)))
            .sorted(
                Comparator.comparingDouble(
                    (Candidate one) -> largestShare(one.model().resources(), device)))
            .toList();
    List<SubgraphEngine> kept =
        Undominated.of(smallestFirst, one -> pruning.figures(one.model())).stream()
            .map(one -> (SubgraphEngine) all.accelerators().get(one.engine()))
            .toList();
    return new Result(
        targets.apply(new EngineSpace(kept)), all.accelerators().size(), usable.length);
  }

  /** The share of the device's resource that an engine takes most of. */
  private static double largestShare(ResourceUse use, FpgaDevice device) {
    double share = 0;
    for (Resource resource : Resource.values()) {
      double available = Math.max(1, resource.in(device.available()));
      share = Math.max(share, resource.in(use) / available);
    }
    return share;
  }

  private record Candidate(int engine, CostModel model) {}

  /** Every weighted layer of the space, blocks at their widest bits. */
  static List<LayerSpec> layers(SearchSpace space) {
    int weightBits = 1;
    int activationBits = 1;
    for (BitWidths one : space.bits().choices()) {
      weightBits = Math.max(weightBits, one.weightBits());
      activationBits = Math.max(activationBits, one.activationBits());
    }
    BitWidths widest = new BitWidths(weightBits, activationBits);
    List<LayerSpec> layers = new ArrayList<>();
    space.backbone().fixedLayers().forEach(one -> layers.add(LayerSpec.of(one, BitWidths.EIGHT)));
    for (BlockStructure structure : structures(space)) {
      structure.weightedLayers().forEach(one -> layers.add(LayerSpec.of(one, widest)));
    }
    return layers;
  }

  private static List<BlockStructure> structures(SearchSpace space) {
    Set<BlockStructure> structures = new LinkedHashSet<>();
    for (Position position : space.positions()) {
      for (Operator operator : position.operators()) {
        structures.add(operator.structure(position.geometry()));
      }
    }
    return List.copyOf(structures);
  }

  private double[] figures(CostModel model) {
    List<CostResult> costs = new ArrayList<>();
    for (Layer layer : List.of(backbone.stem(), backbone.pool(), backbone.classifier())) {
      costs.add(model.fixedCost(layer));
    }
    for (BlockStructure structure : structures) {
      costs.add(model.additionCost(structure));
      for (int layer = 0; layer < structure.weightedLayers().size(); layer++) {
        for (BitWidths choice : bits) {
          costs.add(model.cost(structure, layer, choice));
        }
      }
    }
    double[] figures = new double[2 * costs.size()];
    for (int i = 0; i < costs.size(); i++) {
      boolean runs = costs.get(i) instanceof LayerCost;
      figures[2 * i] = runs ? ((LayerCost) costs.get(i)).latencyMillis() : Double.POSITIVE_INFINITY;
      figures[2 * i + 1] =
          runs ? ((LayerCost) costs.get(i)).energyMicrojoules() : Double.POSITIVE_INFINITY;
    }
    return figures;
  }
}
