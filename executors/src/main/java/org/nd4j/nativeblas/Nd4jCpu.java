package org.nd4j.nativeblas;

/**
 * Gives Deeplearning4j 1.0.0-M2.1 back its oneDNN layers. Its {@code BaseMKLDNNHelper} asks a class
 * of this name whether oneDNN may be used; the class moved to another package in 1.0.0-M2, the
 * look-up fails, and every convolution silently falls back to im2col in Java, 25 times slower. Only
 * the two methods that are looked up by name are here.
 */
public final class Nd4jCpu {

  private Nd4jCpu() {}

  /** What the look-up expects. */
  public static final class Environment {

    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    /** The only instance. */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /** Whether layers may use oneDNN; the native library itself decides by shape. */
    public boolean isUseMKLDNN() {
      return true;
    }
  }
}
