package org.codesign.report;

import java.util.List;
import java.util.Objects;

/**
 * All that a report shows.
 *
 * @param run what was searched
 * @param front the designs found
 * @param finalists the designs measured; empty if the run ended before
 * @param blocks the trained blocks
 * @param layers the sensitivity of each layer of each trained block
 * @param provenance what repeats the run: commit, configuration, seed, versions, machine, times
 */
public record ReportModel(
    RunSummary run,
    FrontTable front,
    FinalistTable finalists,
    List<BlockRow> blocks,
    List<LayerSensitivity> layers,
    List<Fact> provenance) {

  public ReportModel {
    Objects.requireNonNull(run, "run");
    for (Finalist finalist : finalists.finalists()) {
      front.requireFit(finalist.design());
    }
    blocks = List.copyOf(blocks);
    layers = List.copyOf(layers);
    provenance = List.copyOf(provenance);
    blocks.forEach(block -> requirePosition(front, block.position()));
    layers.forEach(layer -> requirePosition(front, layer.position()));
  }

  private static void requirePosition(FrontTable front, String position) {
    if (!front.positions().contains(position)) {
      throw new IllegalArgumentException(
          "The position %s is not one of the front's: %s.".formatted(position, front.positions()));
    }
  }
}
