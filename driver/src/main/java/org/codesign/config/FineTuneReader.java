package org.codesign.config;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.Optional;
import org.codesign.quantization.RangeRule;

/** Reads the section {@code finetune}. */
final class FineTuneReader {

  private static final int MOST_IMAGES = 100_000_000;

  private FineTuneReader() {}

  /** The settings, if the section is there: a configuration without it stays what it was. */
  static Optional<FineTuneConfig> read(ConfigNode root) {
    return root.has("finetune")
        ? Optional.of(settings(root.section("finetune")))
        : Optional.empty();
  }

  private static FineTuneConfig settings(ConfigNode node) {
    FineTuneConfig usual = FineTuneConfig.DEFAULT;
    TrainingConfig training =
        new TrainingConfig(
            node.integer("epochs").between(0, 10_000).orElse(usual.training().epochs()),
            node.integer("batch").between(2, 8192).orElse(usual.training().batch()),
            node.number("learning-rate")
                .between(1e-9, 10.0)
                .orElse(usual.training().learningRate()));
    FineTuneConfig settings =
        new FineTuneConfig(
            training,
            node.integer("images").between(1, MOST_IMAGES).optional(),
            node.number("label-share").between(0.0, 1.0).orElse(usual.labelShare()),
            node.flag("batch-norm").orElse(usual.hasBatchNorm()),
            node.integer("steps").between(1, 1000).orElse(usual.steps()),
            new QuantizerConfig(
                rule(node, "weight-ranges"),
                rule(node, "activation-ranges"),
                node.integer("group").between(1, 1_000_000).optional()));
    if (settings.steps() > Math.max(1, training.epochs())) {
      node.problem(
          "steps",
          IntNode.valueOf(settings.steps()),
          "must not exceed finetune.epochs (" + training.epochs() + ")");
    }
    return settings;
  }

  private static RangeRule rule(ConfigNode node, String key) {
    String label =
        node.text(key)
            .satisfying(
                text ->
                    RangeRule.parse(text).isPresent()
                        ? Optional.empty()
                        : Optional.of(
                            "must be least-squares, min-max, percentile or percentile:P with P in (0, 100]"))
            .orElse(new RangeRule.LeastSquares().label());
    return RangeRule.parse(label).orElseThrow();
  }
}
