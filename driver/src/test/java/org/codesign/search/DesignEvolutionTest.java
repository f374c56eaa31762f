package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.codesign.config.EvolutionConfig;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.pareto.Hypervolume;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.ReferencePoint;
import org.codesign.quantization.BitWidths;
import org.codesign.space.BitSpace;
import org.codesign.space.BlockChoice;
import org.codesign.space.DesignPoint;
import org.codesign.space.Position;
import org.codesign.space.SearchSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DesignEvolutionTest {

  private static final int[] USABLE = {0, 2};

  @ParameterizedTest
  @EnumSource(BitSpace.Granularity.class)
  void comesCloseToTheFrontOfBruteForce(BitSpace.Granularity granularity) {
    SearchSpace space = space(granularity);
    List<DesignPoint> all = all(space);
    List<DesignPoint> found = run(space, List.of(all.get(0)), new EvolutionConfig(40, 48), 7);
    // It meets 1,920 designs at most of many more.
    assertThat(all).hasSizeGreaterThan(8_000);
    assertThat(hypervolume(found) / hypervolume(all)).isBetween(0.995, 1.0);
  }

  @Test
  void givesNothingWorseThanItWasGiven() {
    SearchSpace space = space(BitSpace.Granularity.BLOCK);
    List<DesignPoint> start = all(space).subList(0, 200);
    List<DesignPoint> found = run(space, start, new EvolutionConfig(1, 8), 7);
    for (DesignPoint point : start) {
      assertThat(found)
          .anyMatch(
              other -> value(other)[0] <= value(point)[0] && value(other)[1] <= value(point)[1]);
    }
  }

  @Test
  void dependsOnTheSeedAlone() {
    SearchSpace space = space(BitSpace.Granularity.LAYER);
    List<DesignPoint> start = List.of(all(space).get(5));
    EvolutionConfig settings = new EvolutionConfig(5, 16);
    List<DesignPoint> once = run(space, start, settings, 7);
    assertThat(run(space, start, settings, 7)).isEqualTo(once);
    assertThat(run(space, start, settings, 8)).isNotEqualTo(once);
  }

  @Test
  void meetsOnlyWhatCanBeUsed() {
    SearchSpace space = space(BitSpace.Granularity.LAYER);
    Function<DesignPoint, Optional<long[]>> cheap =
        point -> Optional.of(value(point)).filter(value -> value[1] < 60);
    DesignPoint start =
        all(space).stream().filter(p -> cheap.apply(p).isPresent()).findFirst().orElseThrow();
    List<DesignPoint> found =
        new DesignEvolution(variation(space), cheap, 7)
            .run(List.of(start), new EvolutionConfig(5, 16));
    assertThat(found).allMatch(point -> value(point)[1] < 60);
    assertThat(found).allMatch(point -> point.accelerator() != 1);
    assertThatThrownBy(
            () ->
                new DesignEvolution(variation(space), point -> Optional.empty(), 7)
                    .run(List.of(start), new EvolutionConfig(5, 16)))
        .hasMessage("None of the design points can be used.");
  }

  private static List<DesignPoint> run(
      SearchSpace space, List<DesignPoint> start, EvolutionConfig settings, long seed) {
    return new DesignEvolution(variation(space), p -> Optional.of(value(p)), seed)
        .run(start, settings);
  }

  private static DesignVariation variation(SearchSpace space) {
    return new DesignVariation(
        space.positions(),
        space.positions().stream().map(Position::operators).toList(),
        space.bits(),
        USABLE);
  }

  /** A loss to which neighbours add more together than apart, and a cost. */
  private static long[] value(DesignPoint point) {
    double loss = 0;
    double before = 1;
    long cost = 10L * point.accelerator();
    for (BlockChoice choice : point.candidate().blocks()) {
      double own = choice.slots().isEmpty() ? 1.7 : 0.4;
      for (BitWidths bits : choice.slots()) {
        own += 2.0 / bits.weightBits() + 1.0 / bits.activationBits();
        cost += (long) bits.weightBits() * bits.activationBits() / (1 + point.accelerator());
      }
      loss += own * before;
      before = own;
    }
    return new long[] {Math.round(1e3 * loss), cost};
  }

  private static double hypervolume(List<DesignPoint> points) {
    long[] values = points.stream().flatMapToLong(p -> java.util.Arrays.stream(value(p))).toArray();
    ParetoFront front = ParetoFront.of(2, values, new long[points.size()]);
    double[] flat =
        IntStream.range(0, 2 * front.size()).mapToDouble(i -> front.value(i / 2, i % 2)).toArray();
    return Hypervolume.of(flat, ReferencePoint.of(1e5, 1e3));
  }

  private static List<DesignPoint> all(SearchSpace space) {
    List<DesignPoint> points = new ArrayList<>();
    TreeSet<Integer> usable = new TreeSet<>();
    IntStream.of(USABLE).forEach(usable::add);
    for (long i = 0; i < space.size().longValueExact(); i++) {
      DesignPoint point = space.designPoint(BigInteger.valueOf(i));
      if (usable.contains(point.accelerator())) {
        points.add(point);
      }
    }
    return points;
  }

  private static SearchSpace space(BitSpace.Granularity granularity) {
    TensorShape image = TensorShape.image(1, 12, 12);
    Layer stem = Layer.convolution("stem", image, 8, Window.same(3, 1));
    BlockGeometry block = BlockGeometry.of(stem.output(), 8, 1);
    int blocks = granularity == BitSpace.Granularity.LAYER ? 2 : 3;
    List<Operator> operators =
        List.of(new ResidualConvolution(3, 1), new DepthwiseSeparable(3), new Skip());
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      positions.add(new Position("p" + i, block, operators));
    }
    BitSpace bits = BitSpace.product(List.of(2, 4, 6, 8), List.of(4, 8), granularity);
    return new SearchSpace(
        new Backbone(image, stem, positions.stream().map(Position::geometry).toList(), 10),
        positions,
        bits,
        3);
  }
}
