package org.codesign.cost;

import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;

/**
 * The FPGA resources of a subgraph engine.
 *
 * <pre>
 * multipliers  DSP: ceil(products / packing) slices and 9 LUT each to take them apart, or LUT arrays
 * trees        LUT of the adder trees and accumulators of each engine
 * requantiser  one DSP slice an output lane (AccDNN)
 * weights      RAMB36 of a buffer as wide as the weights of a cycle
 * line buffer  lines RAMB36 rows, each lanes x activation bits wide and width x channels / lanes deep
 * control      309 + 0.947 LUT, 141 + 3.1 FF a bit of the weights of a cycle (see EngineResources)
 * </pre>
 */
final class SubgraphResources {

  private static final int UNPACK_LUTS = 9;
  private static final int ADDRESS_DSPS = 2;

  private SubgraphResources() {}

  static ResourceUse of(SubgraphEngine engine) {
    ResourceUse sum = new ResourceUse(0, 0, ADDRESS_DSPS, 0);
    sum = sum.plus(array(engine, engine.pointwise().inputs(), engine.pointwise().outputs()));
    sum = sum.plus(array(engine, engine.dense().inputs(), engine.dense().outputs()));
    int taps = engine.depthwiseKernel() * engine.depthwiseKernel();
    sum = sum.plus(array(engine, taps, engine.depthwiseChannels()));
    sum = sum.plus(lineBuffer(engine));
    int cycleBits =
        engine.weightBits()
            * Math.max(
                engine.depthwiseChannels() * taps,
                Math.max(engine.pointwise().multipliers(), engine.dense().multipliers()));
    long depth = Ceiling.divide(engine.buffers().weightKibibytes() * 8192L, cycleBits);
    return sum.plus(EngineResources.control(cycleBits))
        .plus(new ResourceUse(0, 0, 0, EngineResources.ramb36(cycleBits, depth)));
  }

  /** DSP slices of the engine were its multipliers in slices. */
  static long clockedSlices(SubgraphEngine engine) {
    long slices = of(engine).dsp();
    if (engine.unit() == MultiplierUnit.LUT) {
      int taps = engine.depthwiseKernel() * engine.depthwiseKernel();
      slices += slices(engine, engine.pointwise().multipliers());
      slices += slices(engine, engine.dense().multipliers());
      slices += slices(engine, (long) taps * engine.depthwiseChannels());
    }
    return slices;
  }

  private static long slices(SubgraphEngine engine, long products) {
    return DspPacking.slices(products, engine.weightBits(), engine.activationBits());
  }

  private static ResourceUse array(SubgraphEngine engine, int rows, int columns) {
    if (rows == 0 || columns == 0) {
      return ResourceUse.NONE;
    }
    int weightBits = engine.weightBits();
    int activationBits = engine.activationBits();
    ResourceUse trees = EngineResources.macArray(rows, columns, weightBits, activationBits);
    if (engine.unit() == MultiplierUnit.LUT) {
      long luts = MacArrayLut.luts(rows, columns, weightBits, activationBits);
      return new ResourceUse(luts, trees.ff(), columns, 0);
    }
    long slices = slices(engine, (long) rows * columns);
    return trees.plus(new ResourceUse(UNPACK_LUTS * slices, 0, slices + columns, 0));
  }

  private static ResourceUse lineBuffer(SubgraphEngine engine) {
    int lanes = engine.depthwiseChannels();
    if (lanes == 0) {
      return ResourceUse.NONE;
    }
    SubgraphEngine.Buffers buffers = engine.buffers();
    long depth = buffers.width() * Ceiling.divide(buffers.channels(), lanes);
    long each = EngineResources.ramb36(lanes * engine.activationBits(), depth);
    return new ResourceUse(0, 0, 0, buffers.lines() * each);
  }
}
