package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.codesign.config.FrontObjective;
import org.codesign.config.LimitsConfig;
import org.codesign.cost.EngineProgram;
import org.codesign.cost.Infeasible;
import org.codesign.hardware.AcceleratorSpace;
import org.codesign.hardware.EngineSizes;
import org.codesign.hardware.EngineSpace;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.profile.DeviceProfile;
import org.codesign.space.BitSpace;
import org.codesign.space.SearchSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AcceleratorPruningTest {

  private static final DeviceProfile PROFILE = DeviceProfile.read("zu3eg", new Configuration());
  private static final List<Lanes> LANES =
      List.of(new Lanes(0, 0), new Lanes(4, 8), new Lanes(8, 8), new Lanes(16, 8));
  private static final EngineSizes SIZES =
      new EngineSizes(
          LANES,
          LANES,
          List.of(0, 8),
          List.of(MultiplierUnit.values()),
          List.of(4, 8),
          List.of(8),
          List.of(100, 250));

  @ParameterizedTest
  @EnumSource(BitSpace.Granularity.class)
  void theFrontIsThatOfAllEngines(BitSpace.Granularity granularity) {
    BitSpace bits = BitSpace.product(List.of(4, 8), List.of(8), granularity);
    List<FrontObjective> objectives = List.of(FrontObjective.values());
    Target nothing =
        target(JointSpaces.engines(List.of(8), List.of(8), List.of(8), List.of(100)), none());
    FrontTask.Context any = JointSpaces.context(2, 5, bits, nothing, objectives, 11);
    SearchSpace space = space(any);
    AcceleratorPruning.Result pruned = prune(space, none());
    EngineProgram program =
        new EngineProgram((FpgaDevice) PROFILE.device(), AcceleratorPruning.layers(space));
    Target all = target(new EngineSpace(program.engines(SIZES)), none());
    assertThat(pruned.tried()).isEqualTo(all.accelerators().size());
    assertThat(pruned.fitting()).isEqualTo(all.usable().length);
    assertThat(pruned.target().accelerators().size()).isLessThan(all.usable().length / 4);
    assertThat(front(any, pruned.target())).isEqualTo(front(any, all));
  }

  @Test
  void withoutRoomForAnyEngineTheFirstOneSaysWhy() {
    LimitsConfig limits =
        new LimitsConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(10L),
            Optional.empty(),
            Optional.empty());
    BitSpace bits = BitSpace.product(List.of(4), List.of(8), BitSpace.Granularity.BLOCK);
    Target nothing =
        target(JointSpaces.engines(List.of(8), List.of(8), List.of(8), List.of(100)), limits);
    FrontTask.Context any =
        JointSpaces.context(
            1, 1, bits, nothing, List.of(FrontObjective.LOSS, FrontObjective.SIZE), 1);
    AcceleratorPruning.Result pruned = prune(space(any), limits);
    assertThat(pruned.fitting()).isZero();
    assertThat(pruned.target().model(0))
        .isInstanceOfSatisfying(
            Infeasible.class,
            infeasible ->
                assertThat(infeasible.reason()).matches("LUT \\d+ exceeds the limit of 10"));
  }

  private static AcceleratorPruning.Result prune(SearchSpace space, LimitsConfig limits) {
    return AcceleratorPruning.of(
        (FpgaDevice) PROFILE.device(), SIZES, space, engines -> target(engines, limits));
  }

  private static LimitsConfig none() {
    return JointSpaces.limits(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Target target(AcceleratorSpace accelerators, LimitsConfig limits) {
    return new Target(
        PROFILE.device(), accelerators, limits, PROFILE.calibration(), PROFILE.measured());
  }

  private static SearchSpace space(FrontTask.Context context) {
    return new SearchSpace(
        context.backbone(),
        context.scores().stream().map(PositionScore::position).toList(),
        context.bits(),
        1);
  }

  private static List<List<Long>> front(FrontTask.Context any, Target target) {
    FrontTask.Context context =
        new FrontTask.Context(any.backbone(), any.scores(), any.bits(), target, any.settings());
    FrontPart part = FrontTask.front(context, target.usable());
    List<List<Long>> vectors = new ArrayList<>();
    IntStream.range(0, part.front().size())
        .forEach(i -> vectors.add(Arrays.stream(part.front().point(i)).boxed().toList()));
    return vectors;
  }
}
