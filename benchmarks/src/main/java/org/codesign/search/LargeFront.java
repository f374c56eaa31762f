package org.codesign.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.codesign.config.DeviceChoice;
import org.codesign.config.DeviceFile;
import org.codesign.config.FrontConfig;
import org.codesign.config.FrontObjective;
import org.codesign.config.LimitsConfig;
import org.codesign.hardware.EngineSpace;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Buffers;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.pareto.ParetoFront;
import org.codesign.space.BitSpace;
import org.codesign.space.Position;

/**
 * A joint space of 20 positions and 102,400 accelerators with random losses: its front by the
 * product, and the costs of any single design. With 5 operators and 25 pairs of bits it has about
 * 10^47 designs; with 2 operators and 5 widths of weights, activations of 8 bits, about 10^25. It
 * stands in the package of the classes that it drives, so that they can stay package-private.
 */
public final class LargeFront {

  /** How many positions there are. */
  public static final int POSITIONS = 20;

  /** How many accelerators there are, with those that do not fit the device. */
  public static final int ACCELERATORS = 102_400;

  private static final List<Integer> WIDTHS = List.of(2, 3, 4, 6, 8);
  private static final List<Operator> OPERATORS =
      List.of(
          new ResidualConvolution(3, 1),
          new ResidualConvolution(3, 0.5),
          new DepthwiseSeparable(3),
          new DepthwiseSeparable(5),
          new InvertedResidual(3, 3, 1));

  private static final List<Operator> FEW_OPERATORS = OPERATORS.subList(0, 2);
  private static final BitSpace PAIRS =
      BitSpace.product(WIDTHS, WIDTHS, BitSpace.Granularity.BLOCK);
  private static final BitSpace FEW_PAIRS =
      BitSpace.product(WIDTHS, List.of(8), BitSpace.Granularity.BLOCK);
  private static final LimitsConfig NO_LIMITS =
      limits(Optional.empty(), Optional.empty(), Optional.empty());

  /** Of 360, under limits. */
  private static final long DSP_SLICES = 200;

  private final FrontTask.Context context;
  private final DesignPlan plan;
  private final Map<Integer, Optional<DesignCosts>> models = new HashMap<>();
  private final Map<List<Integer>, Optional<long[]>> blocks = new HashMap<>();

  /**
   * What the product found.
   *
   * @param front its points
   * @param usable how many accelerators fit the device
   * @param solved how many were not discarded by bounds
   * @param gap the share of the exact hypervolume that may be missing
   */
  public record Found(ParetoFront front, int usable, int solved, double gap) {}

  /**
   * A design.
   *
   * @param objectives as whole numbers
   * @param excess by which share it exceeds its limits, summed; 0 within all of them
   */
  // A row of numbers: never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Evaluated(long[] objectives, double excess) {}

  /** The space of 10^47 designs with these objectives, without limits. */
  public static LargeFront of(List<FrontObjective> objectives, long seed) {
    return new LargeFront(OPERATORS, PAIRS, objectives, NO_LIMITS, seed);
  }

  /** The space of 10^25 designs with these objectives, without limits. */
  public static LargeFront ofFewChoices(List<FrontObjective> objectives, long seed) {
    return new LargeFront(FEW_OPERATORS, FEW_PAIRS, objectives, NO_LIMITS, seed);
  }

  /**
   * The space of 10^47 designs with accelerators of at most 200 DSP slices, and energy and size at
   * most so many times the smallest of any design on them.
   */
  public static LargeFront within(double times, List<FrontObjective> objectives, long seed) {
    Optional<Long> dsp = Optional.of(DSP_SLICES);
    LargeFront open =
        new LargeFront(
            OPERATORS, PAIRS, objectives, limits(Optional.empty(), Optional.empty(), dsp), seed);
    Optional<Double> energy = Optional.of(times * open.smallest(FrontObjective.ENERGY));
    Optional<Double> kilobytes = Optional.of(times * open.smallest(FrontObjective.SIZE) / 1000);
    return new LargeFront(OPERATORS, PAIRS, objectives, limits(energy, kilobytes, dsp), seed);
  }

  private LargeFront(
      List<Operator> operators,
      BitSpace bits,
      List<FrontObjective> objectives,
      LimitsConfig limits,
      long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TensorShape image = TensorShape.image(3, 32, 32);
    Layer stem = Layer.convolution("stem", image, 16, Window.same(3, 1));
    List<BlockGeometry> geometries = new ArrayList<>();
    List<PositionScore> scores = new ArrayList<>();
    TensorShape shape = stem.output();
    for (int p = 0; p < POSITIONS; p++) {
      int stride = p % 8 == 7 ? 2 : 1;
      BlockGeometry geometry = BlockGeometry.of(shape, shape.channels() * stride, stride);
      geometries.add(geometry);
      shape = geometry.output();
      scores.add(score(new Position("p" + p, geometry, operators), bits, random));
    }
    context =
        new FrontTask.Context(
            new Backbone(image, stem, geometries, 10),
            scores,
            bits,
            target(limits),
            new FrontConfig(objectives, 4_000_000));
    plan = new DesignPlan(context);
  }

  /** How many choices a position has: operators times pairs of bits. */
  public int choices() {
    return plan.positions().get(0).size() * pairs();
  }

  private int pairs() {
    return context.bits().choices().size();
  }

  private double smallest(FrontObjective objective) {
    int quantity = DesignObjectives.ALL.indexOf(objective);
    double[] weights = new double[DesignObjectives.ALL.size()];
    weights[quantity] = 1;
    long smallest =
        Arrays.stream(context.target().usable())
            .parallel()
            .mapToObj(a -> new AcceleratorDesigns(plan, context.target().usableModel(a)))
            .flatMap(designs -> designs.minimise(weights).stream())
            .mapToLong(values -> values[quantity])
            .min()
            .orElseThrow();
    return DesignObjectives.decode(quantity, smallest);
  }

  /** The exact front, from listing the accelerators that fit to the last point. */
  public Found solve(JavaSparkContext spark) {
    return solve(spark, context);
  }

  /**
   * A front with a certified gap.
   *
   * @param gap see {@link FrontConfig}
   * @param points the most sums that are kept at a position
   */
  public Found solve(JavaSparkContext spark, double gap, int points) {
    FrontConfig settings = new FrontConfig(context.settings().objectives(), points, gap);
    return solve(
        spark,
        new FrontTask.Context(
            context.backbone(), context.scores(), context.bits(), context.target(), settings));
  }

  private static Found solve(JavaSparkContext spark, FrontTask.Context context) {
    JointFront.Result result =
        new JointFront(spark, new Silent()).run(context, context.target().usable());
    return new Found(result.front().front(), result.usable(), result.solved(), result.gap());
  }

  /**
   * The objectives of one design as whole numbers, or nothing if it cannot be built.
   *
   * @param choices operator * pairs of bits + pair of each position
   */
  public Optional<Evaluated> evaluate(int accelerator, int[] choices) {
    Optional<DesignCosts> model = models.computeIfAbsent(accelerator, this::costs);
    Optional<long[]> fixed = model.flatMap(costs -> costs.fixed(context.backbone()));
    if (fixed.isEmpty()) {
      return Optional.empty();
    }
    long[] sum = fixed.get().clone();
    for (int p = 0; p < POSITIONS; p++) {
      int pair = choices[p] % pairs();
      DesignPlan.OperatorPlan operator = plan.positions().get(p).get(choices[p] / pairs());
      Optional<long[]> block =
          blocks.computeIfAbsent(
              List.of(accelerator, operator.structure(), pair),
              key -> block(model.orElseThrow(), operator.structure(), pair));
      if (block.isEmpty()) {
        return Optional.empty();
      }
      DesignObjectives.add(sum, block.get());
      sum[0] += operator.base() + operator.losses()[0][pair];
    }
    long[] limits = DesignObjectives.limits(context.target().limits());
    double excess =
        IntStream.range(0, sum.length)
            .mapToDouble(q -> Math.max(0, (double) sum[q] / limits[q] - 1))
            .sum();
    return Optional.of(
        new Evaluated(
            context.settings().objectives().stream()
                .mapToLong(objective -> sum[DesignObjectives.ALL.indexOf(objective)])
                .toArray(),
            excess));
  }

  private Optional<long[]> block(DesignCosts model, int number, int pair) {
    BlockStructure structure = plan.structures().get(number);
    long[] sum = new long[DesignObjectives.ALL.size()];
    List<Optional<long[]>> parts = new ArrayList<>();
    parts.add(model.base(structure));
    for (int slot = 0; slot < structure.bitSlots(); slot++) {
      parts.add(model.slot(structure, slot, context.bits().choices().get(pair)));
    }
    parts.forEach(part -> part.ifPresent(cost -> DesignObjectives.add(sum, cost)));
    return parts.stream().allMatch(Optional::isPresent) ? Optional.of(sum) : Optional.empty();
  }

  private Optional<DesignCosts> costs(int accelerator) {
    return context.target().model(accelerator)
            instanceof org.codesign.cost.ModelResult.Buildable buildable
        ? Optional.of(new DesignCosts(buildable.model()))
        : Optional.empty();
  }

  private static PositionScore score(Position position, BitSpace bits, SplittableRandom random) {
    List<OperatorScore> scores = new ArrayList<>();
    for (Operator operator : position.operators()) {
      List<List<Double>> slots = new ArrayList<>();
      for (int slot = 0; slot < operator.structure(position.geometry()).bitSlots(); slot++) {
        double weights = 0.1 * (0.2 + random.nextDouble());
        double activations = 0.1 * (0.2 + random.nextDouble());
        slots.add(
            bits.choices().stream()
                .map(
                    choice ->
                        weights * StrictMath.pow(4, -choice.weightBits())
                            + activations * StrictMath.pow(4, -choice.activationBits()))
                .toList());
      }
      scores.add(new OperatorScore(operator, 0.01 * random.nextDouble(), slots));
    }
    return new PositionScore(position, scores);
  }

  private static LimitsConfig limits(
      Optional<Double> energyMicrojoules, Optional<Double> sizeKilobytes, Optional<Long> dsp) {
    return new LimitsConfig(
        Optional.empty(),
        energyMicrojoules,
        sizeKilobytes,
        Optional.empty(),
        dsp,
        Optional.empty());
  }

  private static Target target(LimitsConfig limits) {
    return new Target(
        DeviceFile.read(new DeviceChoice("zu3eg", Optional.empty()), new Configuration()),
        new EngineSpace(engines()),
        limits);
  }

  /** 40 pointwise sizes x 40 dense sizes x 16 depthwise sizes x 4 clocks. */
  private static List<SubgraphEngine> engines() {
    List<SubgraphEngine> engines = new ArrayList<>();
    for (int pointwise = 1; pointwise <= 40; pointwise++) {
      for (int dense = 1; dense <= 40; dense++) {
        for (int depthwise = 1; depthwise <= 16; depthwise++) {
          for (int clock = 100; clock <= 250; clock += 50) {
            engines.add(engine(pointwise, dense, depthwise, clock));
          }
        }
      }
    }
    return engines;
  }

  private static SubgraphEngine engine(int pointwise, int dense, int depthwise, int clock) {
    return new SubgraphEngine(
        new Lanes(pointwise, pointwise),
        new Lanes(dense, dense),
        depthwise,
        5,
        MultiplierUnit.DSP,
        8,
        8,
        new Buffers(16, 5, 32, 128, 128),
        clock);
  }

  private static final class Silent implements Progress {
    @Override
    public void begin(String stage, int items, int finished) {}

    @Override
    public void advance(long failed) {}

    @Override
    public void end() {}

    @Override
    public void note(String line) {}
  }
}
