package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.codesign.config.DeviceChoice;
import org.codesign.config.DeviceFile;
import org.codesign.config.FrontConfig;
import org.codesign.config.FrontObjective;
import org.codesign.config.LimitsConfig;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.space.BitSpace;
import org.codesign.space.BlockChoice;
import org.codesign.space.DesignPoint;
import org.codesign.space.Position;
import org.codesign.space.SearchSpace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The joint front against an enumeration of every design point of a small space. */
class FrontTaskTest {

  private static final Target UNLIMITED = target(Optional.empty(), Optional.empty());

  private final SplittableRandom random = new SplittableRandom(3);

  @ParameterizedTest
  @EnumSource(BitSpace.Granularity.class)
  void frontIsThatOfBruteForce(BitSpace.Granularity granularity) {
    check(granularity, UNLIMITED, List.of(FrontObjective.values()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.06, 0.07})
  void frontUnderLimitsIsThatOfBruteForce(double latencyMillis) {
    Target target = target(Optional.of(latencyMillis), Optional.of(2.0));
    check(BitSpace.Granularity.LAYER, target, List.of(FrontObjective.LOSS, FrontObjective.ENERGY));
  }

  private void check(
      BitSpace.Granularity granularity, Target target, List<FrontObjective> objectives) {
    SearchSpace space = space(granularity, target.accelerators().size());
    List<PositionScore> scores =
        space.positions().stream().map(position -> score(position, space.bits())).toList();
    FrontTask.Context context =
        new FrontTask.Context(
            space.backbone(), scores, space.bits(), target, new FrontConfig(objectives, 100_000));
    FrontPart found = FrontTask.front(context, target.usable());
    assertThat(vectors(found)).isEqualTo(bruteForce(space, context));
  }

  private static List<List<Long>> vectors(FrontPart part) {
    List<List<Long>> vectors = new ArrayList<>();
    for (int i = 0; i < part.front().size(); i++) {
      vectors.add(Arrays.stream(part.front().point(i)).boxed().toList());
    }
    return vectors;
  }

  /** The distinct undominated vectors of all designs within the limits, in lexicographic order. */
  private static List<List<Long>> bruteForce(SearchSpace space, FrontTask.Context context) {
    TreeMap<String, List<Long>> vectors = new TreeMap<>();
    long[] limits = DesignObjectives.limits(context.target().limits());
    for (long index = 0; index < space.size().longValueExact(); index++) {
      DesignPoint point = space.designPoint(BigInteger.valueOf(index));
      long[] sum = sum(context, point);
      boolean allowed = true;
      for (int i = 0; i < sum.length; i++) {
        allowed &= sum[i] <= limits[i];
      }
      if (allowed) {
        List<Long> vector =
            context.settings().objectives().stream()
                .map(objective -> sum[DesignObjectives.ALL.indexOf(objective)])
                .toList();
        vectors.put(key(vector), vector);
      }
    }
    List<List<Long>> all = new ArrayList<>(vectors.values());
    return all.stream()
        .filter(a -> all.stream().noneMatch(b -> !a.equals(b) && dominates(b, a)))
        .toList();
  }

  private static String key(List<Long> vector) {
    StringBuilder key = new StringBuilder();
    vector.forEach(value -> key.append("%020d ".formatted(value)));
    return key.toString();
  }

  private static boolean dominates(List<Long> a, List<Long> b) {
    for (int i = 0; i < a.size(); i++) {
      if (a.get(i) > b.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static long[] sum(FrontTask.Context context, DesignPoint point) {
    DesignCosts costs = new DesignCosts(context.target().usableModel(point.accelerator()));
    long[] sum = costs.fixed(context.backbone()).orElseThrow();
    for (int i = 0; i < context.scores().size(); i++) {
      PositionScore position = context.scores().get(i);
      BlockChoice choice = point.candidate().blocks().get(i);
      OperatorScore operator =
          position.operators().stream()
              .filter(score -> score.operator().equals(choice.operator()))
              .findFirst()
              .orElseThrow();
      BlockStructure structure = choice.operator().structure(position.position().geometry());
      DesignObjectives.add(sum, DesignObjectives.encode(operator.loss(), 0, 0, 0));
      DesignObjectives.add(sum, costs.base(structure).orElseThrow());
      for (int slot = 0; slot < structure.bitSlots(); slot++) {
        int bits = context.bits().choices().indexOf(choice.slots().get(slot));
        double loss = operator.slotLosses().get(slot).get(bits);
        DesignObjectives.add(sum, DesignObjectives.encode(loss, 0, 0, 0));
        DesignObjectives.add(
            sum, costs.slot(structure, slot, choice.slots().get(slot)).orElseThrow());
      }
    }
    return sum;
  }

  private PositionScore score(Position position, BitSpace bits) {
    List<OperatorScore> scores = new ArrayList<>();
    for (Operator operator : position.operators()) {
      List<List<Double>> slots = new ArrayList<>();
      for (int slot = 0; slot < operator.structure(position.geometry()).bitSlots(); slot++) {
        slots.add(
            bits.choices().stream()
                .map(
                    choice -> random.nextDouble() / (choice.weightBits() * choice.activationBits()))
                .toList());
      }
      scores.add(new OperatorScore(operator, random.nextDouble() * 0.3, slots));
    }
    return new PositionScore(position, scores);
  }

  private static SearchSpace space(BitSpace.Granularity granularity, int accelerators) {
    TensorShape image = TensorShape.image(1, 12, 12);
    Layer stem = Layer.convolution("stem", image, 8, Window.same(3, 1));
    BlockGeometry first = BlockGeometry.of(stem.output(), 8, 1);
    BlockGeometry second = BlockGeometry.of(first.output(), 16, 2);
    Backbone backbone = new Backbone(image, stem, List.of(first, second), 10);
    List<Position> positions =
        List.of(
            new Position(
                "stage1.block1",
                first,
                List.of(new ResidualConvolution(3, 1), new DepthwiseSeparable(3), new Skip())),
            new Position(
                "stage2.block1",
                second,
                List.of(new ResidualConvolution(3, 0.5), new InvertedResidual(3, 3, 1))));
    BitSpace bits = BitSpace.product(List.of(2, 8), List.of(4, 8), granularity);
    return new SearchSpace(backbone, positions, bits, accelerators);
  }

  private static Target target(Optional<Double> latencyMillis, Optional<Double> sizeKilobytes) {
    return new Target(
        DeviceFile.read(new DeviceChoice("zu3eg", Optional.empty()), new Configuration()),
        JointSpaces.engines(List.of(4, 8), List.of(8), List.of(0, 8), List.of(200)),
        new LimitsConfig(
            latencyMillis,
            Optional.empty(),
            sizeKilobytes,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }
}
