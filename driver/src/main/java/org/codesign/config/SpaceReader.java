package org.codesign.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.codesign.config.BlockConfig.ListedOperator;
import org.codesign.quantization.BitWidths;
import org.codesign.space.BitSpace;

/** Reads the space section. */
final class SpaceReader {

  private static final List<Integer> KERNELS = List.of(1, 3, 5, 7);

  private SpaceReader() {}

  static SpaceConfig read(ConfigNode node, String source) {
    StemConfig stem = stem(node.section("stem"));
    List<Double> widths = node.number("widths").between(0.0625, 4.0).listOrElse(List.of(1.0));
    List<StageConfig> stages =
        node.requiredSections("stages").stream().map(stage -> stage(stage, widths)).toList();
    return new SpaceConfig(stem, stages, bits(node), source);
  }

  private static StemConfig stem(ConfigNode node) {
    return new StemConfig(
        node.integer("channels").between(1, 4096).orElse(16),
        node.integer("kernel").oneOf(KERNELS).orElse(3),
        node.integer("stride").between(1, 8).orElse(1));
  }

  private static StageConfig stage(ConfigNode node, List<Double> widths) {
    int channels = node.integer("channels").between(1, 4096).required(1);
    List<BlockConfig> blocks =
        node.requiredSections("blocks").stream().map(block -> block(block, widths)).toList();
    return new StageConfig(channels, blocks);
  }

  private static BlockConfig block(ConfigNode node, List<Double> widths) {
    int stride = node.integer("stride").between(1, 8).orElse(1);
    List<String> labels =
        node.text("operators").satisfying(SpaceReader::misfit).listRequired(List.of());
    List<ListedOperator> operators = new ArrayList<>();
    for (String label : labels) {
      operators.add(new ListedOperator(label, OperatorLabel.expand(label, widths)));
    }
    return new BlockConfig(stride, operators);
  }

  private static Optional<String> misfit(String label) {
    try {
      OperatorLabel.parse(label);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static BitSpace bits(ConfigNode node) {
    List<Integer> weightBits = bits(node, "weight-bits", List.of(2, 3, 4, 6, 8));
    List<Integer> activationBits = bits(node, "activation-bits", List.of(4, 8));
    String per = node.text("bits-per").oneOf(List.of("block", "layer")).orElse("block");
    return BitSpace.product(
        weightBits,
        activationBits,
        per.equals("layer") ? BitSpace.Granularity.LAYER : BitSpace.Granularity.BLOCK);
  }

  private static List<Integer> bits(ConfigNode node, String key, List<Integer> defaults) {
    return node.integer(key).between(BitWidths.MINIMUM, BitWidths.MAXIMUM).listOrElse(defaults);
  }
}
