package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.codesign.config.FrontConfig;
import org.codesign.config.FrontObjective;
import org.codesign.config.LimitsConfig;
import org.codesign.hardware.EngineSpace;
import org.codesign.pareto.CertifiedGap;
import org.codesign.pareto.ParetoFront;
import org.codesign.space.BitSpace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The joint front with bounds and slices against the front of every accelerator, merged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JointFrontIT {

  private static final List<FrontObjective> TWO =
      List.of(FrontObjective.LOSS, FrontObjective.LATENCY);
  private static final EngineSpace SMALL =
      JointSpaces.engines(List.of(4, 8, 12), List.of(4, 8, 12), List.of(0, 4), List.of(100, 200));
  private static final LimitsConfig NO_LIMITS =
      JointSpaces.limits(Optional.empty(), Optional.empty(), Optional.empty());

  private JavaSparkContext spark;

  @BeforeAll
  void startSpark() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("joint front")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrator", SearchRegistrator.class.getName())
                .set("spark.kryo.registrationRequired", "true"));
  }

  @AfterAll
  void stopSpark() {
    spark.close();
  }

  @ParameterizedTest
  @EnumSource(BitSpace.Granularity.class)
  void boundsLoseNoPointOfTheFront(BitSpace.Granularity granularity) {
    for (long seed = 0; seed < 2; seed++) {
      FrontTask.Context context =
          JointSpaces.context(3, 3, bits(granularity), target(NO_LIMITS), TWO, seed);
      assertThat(check(context)).isLessThan(context.target().usable().length / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.7, 0.9})
  void boundsLoseNoPointUnderLimits(double share) {
    LimitsConfig limits =
        JointSpaces.limits(
            Optional.of(2.5 * share), Optional.of(900 * share), Optional.of(14 * share));
    check(JointSpaces.context(3, 3, bits(BitSpace.Granularity.BLOCK), target(limits), TWO, 5));
  }

  /** Many rounds: limits so tight that accelerators are hard to tell apart by bounds. */
  @Test
  void boundsLoseNoPointOfLargerSpacesUnderLimits() {
    for (long seed = 0; seed < 2; seed++) {
      LimitsConfig limits =
          JointSpaces.limits(Optional.empty(), Optional.of(1200.0), Optional.of(9.0));
      check(JointSpaces.context(5, 5, bits(BitSpace.Granularity.BLOCK), target(limits), TWO, seed));
    }
  }

  @Test
  void boundsLoseNoPointOfThreeAndFourObjectives() {
    for (int count = 3; count <= 4; count++) {
      List<FrontObjective> objectives = List.of(FrontObjective.values()).subList(0, count);
      check(
          JointSpaces.context(
              2, 3, bits(BitSpace.Granularity.BLOCK), target(NO_LIMITS), objectives, 7));
    }
  }

  @Test
  void aCertifiedGapHoldsAndDoesNotDependOnTheSlices() {
    for (int count = 3; count <= 4; count++) {
      List<FrontObjective> objectives = List.of(FrontObjective.values()).subList(0, count);
      FrontTask.Context exact =
          JointSpaces.context(
              6, 3, bits(BitSpace.Granularity.BLOCK), target(NO_LIMITS), objectives, 7);
      int[] usable = exact.target().usable();
      ParetoFront whole = FrontTask.front(exact, usable).front();
      // No pass may keep more than 40 sums a position.
      FrontTask.Context rough = withSettings(exact, new FrontConfig(objectives, 40, 0.001));
      JointFront.Result found = run(rough, usable, 1);
      double real = CertifiedGap.of(found.front().front(), whole);
      assertThat(found.gap()).isBetween(real, 0.9).isPositive();
      JointFront.Result again = run(rough, usable, 7);
      assertThat(again.gap()).isEqualTo(found.gap());
      assertThat(again.front().front()).isEqualTo(found.front().front());
      FrontTask.Context fine = withSettings(exact, new FrontConfig(objectives, 100_000, 0.01));
      JointFront.Result finer = run(fine, usable, 7);
      assertThat(finer.gap()).isBetween(0.0, 0.01);
      assertThat(CertifiedGap.of(finer.front().front(), whole)).isLessThanOrEqualTo(finer.gap());
      checkSums(rough, found.front());
      checkSums(fine, finer.front());
    }
  }

  /** Every point of a front has the costs of its choices. */
  private static void checkSums(FrontTask.Context context, FrontPart front) {
    for (int point = 0; point < front.front().size(); point++) {
      DesignCosts costs = new DesignCosts(context.target().usableModel(front.accelerator(point)));
      long[] sum = costs.fixed(context.backbone()).orElseThrow().clone();
      long[] choices = front.choices(point);
      for (int p = 0; p < choices.length; p++) {
        PositionFront position =
            PositionFront.of(context.scores().get(p), context.bits(), costs, 100_000);
        int row = 0;
        while (position.index(row) != choices[p]) {
          row++;
        }
        DesignObjectives.add(sum, position.costs().get(row));
      }
      List<FrontObjective> objectives = context.settings().objectives();
      for (int j = 0; j < objectives.size(); j++) {
        assertThat(front.front().value(point, j))
            .isEqualTo(sum[DesignObjectives.ALL.indexOf(objectives.get(j))]);
      }
    }
  }

  private static FrontTask.Context withSettings(FrontTask.Context context, FrontConfig settings) {
    return new FrontTask.Context(
        context.backbone(), context.scores(), context.bits(), context.target(), settings);
  }

  /** Returns how many accelerators were solved. */
  private int check(FrontTask.Context context) {
    int[] usable = context.target().usable();
    JointFront.Result once = run(context, usable, 1);
    assertThat(vectors(once.front())).isEqualTo(vectors(FrontTask.front(context, usable)));
    for (int slices : new int[] {7}) {
      JointFront.Result again = run(context, usable, slices);
      assertThat(again.solved()).isEqualTo(once.solved());
      assertThat(again.front().front()).isEqualTo(once.front().front());
      for (int i = 0; i < once.front().front().size(); i++) {
        assertThat(again.front().choices(i)).containsExactly(once.front().choices(i));
      }
    }
    return once.solved();
  }

  private JointFront.Result run(FrontTask.Context context, int[] usable, int slices) {
    return new JointFront(spark, new SmokeSearch.Heard(), slices).run(context, usable);
  }

  private static List<List<Long>> vectors(FrontPart part) {
    List<List<Long>> vectors = new ArrayList<>();
    IntStream.range(0, part.front().size())
        .forEach(i -> vectors.add(Arrays.stream(part.front().point(i)).boxed().toList()));
    return vectors;
  }

  private static BitSpace bits(BitSpace.Granularity granularity) {
    return BitSpace.product(List.of(4, 8), List.of(4, 8), granularity);
  }

  private static Target target(LimitsConfig limits) {
    return JointSpaces.target(SMALL, limits);
  }

  /** 10^47 design points; run with -Dfront.large=true, JUnit's report has its seconds. */
  @Test
  @EnabledIfSystemProperty(named = "front.large", matches = "true")
  void solvesFewOfAHundredThousandAccelerators() {
    EngineSpace space =
        JointSpaces.engines(
            IntStream.rangeClosed(1, 40).boxed().toList(),
            IntStream.rangeClosed(1, 40).boxed().toList(),
            IntStream.rangeClosed(1, 16).boxed().toList(),
            List.of(100, 150, 200, 250));
    List<Integer> widths = List.of(2, 3, 4, 6, 8);
    BitSpace bits = BitSpace.product(widths, widths, BitSpace.Granularity.BLOCK);
    Target target = JointSpaces.target(space, NO_LIMITS);
    FrontTask.Context context = JointSpaces.context(20, 5, bits, target, TWO, 1);
    int[] usable = target.usable();
    JointFront.Result result = new JointFront(spark, new SmokeSearch.Heard()).run(context, usable);
    assertThat(result.front().front().size()).isPositive();
    assertThat(result.solved()).isLessThan(usable.length / 100);
  }
}
