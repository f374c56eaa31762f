package org.codesign.hardware;

/**
 * What an FPGA engine's work costs. A multiply-accumulate of w-bit weights and a-bit activations is
 * w * a bit products and one accumulation; a byte is priced by the memory that it moves from or to;
 * every DSP slice of the engine, with the clock tree, registers and wires around it, pays for each
 * cycle whether its product is wanted or not; the static watts are paid for the whole latency.
 */
public record EnergyPrices(
    Figure picojoulesPerBitProduct,
    Figure picojoulesPerAccumulation,
    Figure picojoulesPerOnChipByte,
    Figure picojoulesPerDramByte,
    Figure picojoulesPerDspCycle,
    Figure staticWatts) {

  /** The energy of one multiply-accumulate in picojoules. */
  public double picojoulesPerMac(int weightBits, int activationBits) {
    return weightBits * activationBits * picojoulesPerBitProduct.value()
        + picojoulesPerAccumulation.value();
  }
}
