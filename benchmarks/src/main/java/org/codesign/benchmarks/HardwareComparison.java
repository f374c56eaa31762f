package org.codesign.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import org.codesign.cost.EngineProgram;

/**
 * The speed of the hardware models against what is required of it: layer and block costs a second
 * on one core, and the hardware integer program of one subgraph on the ZU3EG. The required figure
 * stands in the place of a peer. Before them, what is predicted of {@link CodenetOperators}.
 */
final class HardwareComparison implements Comparison {

  private static final int ROUNDS = 5;
  private static final int WARM_UP = 3;
  private static final double REQUIRED_LAYERS = 1e6;
  private static final double REQUIRED_BLOCKS = 2e5;
  private static final double REQUIRED_PROGRAM_MILLIS = 1000;

  @Override
  public String name() {
    return "hardware";
  }

  @Override
  public String description() {
    return "layer and block costs a second, the hardware integer program: against what is required";
  }

  @Override
  public List<Row> run(Consumer<String> progress) {
    LayerCostBenchmark layers = new LayerCostBenchmark();
    BlockCostBenchmark blocks = new BlockCostBenchmark();
    List<Row> rows = new ArrayList<>(CodenetOperators.rows());
    rows.add(rate("layer-costs-fpga", REQUIRED_LAYERS, 5, i -> layers.engineLayer(), progress));
    rows.add(rate("layer-costs-gpu", REQUIRED_LAYERS, 5, i -> layers.gpuLayer(), progress));
    rows.add(
        rate("block-costs-fpga", REQUIRED_BLOCKS, 1, i -> blocks.blockCost().hashCode(), progress));
    rows.add(program(layers, progress));
    return rows;
  }

  private static Row rate(
      String label,
      double required,
      double goal,
      IntToDoubleFunction evaluation,
      Consumer<String> progress) {
    int count = (int) required;
    double[] rates = new double[ROUNDS];
    double sum = 0;
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        sum += evaluation.applyAsDouble(i);
      }
      double rate = count / ((System.nanoTime() - start) / 1e9);
      if (round >= 0) {
        rates[round] = rate;
      }
    }
    progress.accept("%s: checksum %.6g".formatted(label, sum));
    Arrays.sort(rates);
    double median = rates[ROUNDS / 2];
    return new Row(
        label,
        median,
        required,
        "1/s",
        median / required,
        rates[0] / required,
        rates[ROUNDS - 1] / required,
        1,
        goal);
  }

  private static Row program(LayerCostBenchmark layers, Consumer<String> progress) {
    double[] millis = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long start = System.nanoTime();
      Optional<EngineProgram.Choice> found = layers.solve();
      double took = (System.nanoTime() - start) / 1e6;
      if (round >= 0) {
        millis[round] = took;
      }
      progress.accept(
          "integer program: %s in %.1f ms".formatted(found.orElseThrow().engine().label(), took));
    }
    Arrays.sort(millis);
    double median = millis[ROUNDS / 2];
    return new Row(
        "integer-program-zu3eg-one-subgraph",
        median,
        REQUIRED_PROGRAM_MILLIS,
        "ms",
        REQUIRED_PROGRAM_MILLIS / median,
        REQUIRED_PROGRAM_MILLIS / millis[ROUNDS - 1],
        REQUIRED_PROGRAM_MILLIS / millis[0],
        1,
        20);
  }
}
