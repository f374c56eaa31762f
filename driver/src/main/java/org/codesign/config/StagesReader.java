package org.codesign.config;

import java.util.List;

/** Reads the settings of the stages. */
final class StagesReader {

  private static final int MOST_IMAGES = 100_000_000;

  private StagesReader() {}

  static StagesConfig read(ConfigNode root) {
    return new StagesConfig(
        blocks(root.section("blocks")),
        sensitivity(root.section("sensitivity")),
        front(root.section("front")),
        finalists(root.section("finalists")),
        FineTuneReader.read(root));
  }

  private static BlocksConfig blocks(ConfigNode node) {
    return new BlocksConfig(
        node.integer("images").between(1, MOST_IMAGES).orElse(4000),
        node.integer("held-out-images").between(1, MOST_IMAGES).orElse(1000),
        new TrainingConfig(
            node.integer("epochs").between(1, 10_000).orElse(2),
            node.integer("batch").between(1, 8192).orElse(64),
            node.number("learning-rate").between(1e-9, 10.0).orElse(0.002)),
        halving(node.section("halving")),
        node.flag("warm-start").orElse(false),
        node.number("input-noise").between(0.0, 1.0).orElse(0.0));
  }

  private static HalvingConfig halving(ConfigNode node) {
    HalvingConfig none = HalvingConfig.NONE;
    return new HalvingConfig(
        node.integer("rungs").between(1, 16).orElse(none.rungs()),
        node.integer("factor").between(2, 16).orElse(none.factor()),
        node.number("margin").between(0.0, 0.99).orElse(none.margin()));
  }

  private static SensitivityConfig sensitivity(ConfigNode node) {
    return new SensitivityConfig(
        node.integer("images").between(1, MOST_IMAGES).orElse(256),
        node.integer("probes").between(2, 100_000).orElse(8));
  }

  private static FrontConfig front(ConfigNode node) {
    List<String> all = FrontObjective.keys();
    List<String> objectives = node.text("objectives").oneOf(all).listOrElse(all);
    int maximumPoints = node.integer("maximum-points").between(1, 100_000_000).orElse(2_000_000);
    double gap = node.number("gap").between(0.0, 0.5).orElse(0.0);
    if (objectives.size() < 2 || !objectives.contains(FrontObjective.LOSS.key())) {
      node.problem("objectives", "must be loss and at least one of latency, energy and size");
      return new FrontConfig(List.of(FrontObjective.values()), maximumPoints, gap);
    }
    return new FrontConfig(
        objectives.stream().map(FrontObjective::of).toList(), maximumPoints, gap);
  }

  private static FinalistsConfig finalists(ConfigNode node) {
    int rounds = node.integer("rounds").between(1, 100).orElse(1);
    EvolutionConfig evolution = evolution(node.section("evolution"));
    if (evolution.generations() > 0 && rounds == 1) {
      node.problem(
          "evolution",
          "needs a predictor that was fitted to an earlier round: finalists.rounds must be at least 2, not 1");
    }
    return new FinalistsConfig(
        node.integer("count").between(1, 10_000).orElse(8),
        rounds,
        evolution,
        node.integer("images").between(1, MOST_IMAGES).optional(),
        new TrainingConfig(
            node.integer("epochs").between(0, 10_000).orElse(1),
            node.integer("batch").between(1, 8192).orElse(64),
            node.number("learning-rate").between(1e-9, 10.0).orElse(3e-4)));
  }

  private static EvolutionConfig evolution(ConfigNode node) {
    EvolutionConfig none = EvolutionConfig.NONE;
    return new EvolutionConfig(
        node.integer("generations").between(0, 100_000).orElse(none.generations()),
        node.integer("population").between(2, 10_000).orElse(none.population()));
  }
}
