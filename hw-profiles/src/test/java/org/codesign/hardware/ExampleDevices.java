package org.codesign.hardware;

/** The figures of conf/devices as records, and copies with single figures changed. */
public final class ExampleDevices {

  private static final String SOURCE = "conf/devices";

  private ExampleDevices() {}

  public static FpgaDevice zu3eg() {
    return zu3eg(4.26);
  }

  public static FpgaDevice zu3eg(double dramGigabytesPerSecond) {
    return fpga(new ResourceUse(70_560, 141_120, 360, 216), dramGigabytesPerSecond);
  }

  public static FpgaDevice fpga(ResourceUse available, double dramGigabytesPerSecond) {
    return new FpgaDevice(
        "XCZU3EG",
        available,
        figure(0.8),
        new MemoryInterface(figure(dramGigabytesPerSecond), figure(0.75)),
        new EngineTiming(figure(300)),
        new EnergyPrices(
            figure(0.003125),
            figure(0.1),
            figure(1.25),
            figure(243.75),
            figure(13.3),
            figure(0.21)),
        SOURCE);
  }

  public static GpuDevice t4() {
    return t4(260);
  }

  public static GpuDevice t4(double int4Teraops) {
    return new GpuDevice(
        "T4",
        new TensorPeaks(figure(int4Teraops), figure(130), figure(65)),
        new GpuStructure(figure(40), figure(4), figure(8.1)),
        new MemoryInterface(figure(320), figure(0.75)),
        figure(70),
        SOURCE);
  }

  private static Figure figure(double value) {
    return new Figure(value, SOURCE);
  }
}
