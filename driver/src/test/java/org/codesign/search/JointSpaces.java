package org.codesign.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
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
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.space.BitSpace;
import org.codesign.space.Position;

/** Joint spaces of any size with random losses. */
final class JointSpaces {

  private static final List<Operator> OPERATORS =
      List.of(
          new ResidualConvolution(3, 1),
          new ResidualConvolution(3, 0.5),
          new DepthwiseSeparable(3),
          new DepthwiseSeparable(5),
          new InvertedResidual(3, 3, 1));

  private JointSpaces() {}

  /** Positions in stages of eight with growing channels; losses fall with the bits. */
  static FrontTask.Context context(
      int positions,
      int operators,
      BitSpace bits,
      Target target,
      List<FrontObjective> objectives,
      long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TensorShape image = TensorShape.image(3, 32, 32);
    Layer stem = Layer.convolution("stem", image, 16, Window.same(3, 1));
    List<BlockGeometry> geometries = new ArrayList<>();
    List<PositionScore> scores = new ArrayList<>();
    TensorShape shape = stem.output();
    for (int p = 0; p < positions; p++) {
      boolean next = p % 8 == 7;
      BlockGeometry geometry =
          BlockGeometry.of(shape, shape.channels() * (next ? 2 : 1), next ? 2 : 1);
      geometries.add(geometry);
      shape = geometry.output();
      Position position = new Position("p" + p, geometry, OPERATORS.subList(0, operators));
      scores.add(score(position, bits, random));
    }
    return new FrontTask.Context(
        new Backbone(image, stem, geometries, 10),
        scores,
        bits,
        target,
        new FrontConfig(objectives, 4_000_000));
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

  static LimitsConfig limits(
      Optional<Double> latencyMillis,
      Optional<Double> energyMicrojoules,
      Optional<Double> sizeKilobytes) {
    return new LimitsConfig(
        latencyMillis,
        energyMicrojoules,
        sizeKilobytes,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Engines of each of the sizes, as many inputs as outputs, depthwise channels and clocks. */
  static EngineSpace engines(
      List<Integer> pointwise,
      List<Integer> dense,
      List<Integer> depthwise,
      List<Integer> clockMegahertz) {
    List<SubgraphEngine> engines = new ArrayList<>();
    for (int one : pointwise) {
      for (int other : dense) {
        for (int channels : depthwise) {
          clockMegahertz.forEach(clock -> engines.add(engine(one, other, channels, clock)));
        }
      }
    }
    return new EngineSpace(engines);
  }

  /** An engine of 8 x 8 bits. */
  static SubgraphEngine engine(int pointwise, int dense, int depthwise, int clockMegahertz) {
    return new SubgraphEngine(
        new Lanes(pointwise, pointwise),
        new Lanes(dense, dense),
        depthwise,
        5,
        MultiplierUnit.DSP,
        8,
        8,
        new Buffers(16, 5, 32, 128, 128),
        clockMegahertz);
  }

  static Target target(EngineSpace accelerators, LimitsConfig limits) {
    return new Target(
        DeviceFile.read(new DeviceChoice("zu3eg", Optional.empty()), new Configuration()),
        accelerators,
        limits);
  }
}
