package org.codesign.integer;

import org.bytedeco.javacpp.BytePointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who multiplies; the results are the same. */
public enum Arithmetic {
  /** oneDNN's convolutions where they are exact and fast, else its integer product as it is. */
  DIRECT,
  /** oneDNN's integer product as it is. */
  NATIVE,
  /** oneDNN's integer product with weights in two halves, for processors without VNNI. */
  NATIVE_HALVES,
  /** Plain Java. */
  PORTABLE;

  private static final Logger LOG = LoggerFactory.getLogger(Arithmetic.class);

  /** The fastest that is exact on this processor. */
  public static Arithmetic fastest() {
    return Holder.FASTEST;
  }

  IntegerProduct product(byte[] weights, int[] offset, BytePointer room) {
    return switch (this) {
      case DIRECT, NATIVE -> new NativeProduct(weights, offset, false, room);
      case NATIVE_HALVES -> new NativeProduct(weights, offset, true, room);
      case PORTABLE -> new PortableProduct(weights, offset);
    };
  }

  /** The initialisation-on-demand holder: the class loader tries once, on first use. */
  private static final class Holder {
    static final Arithmetic FASTEST = choose();

    private static Arithmetic choose() {
      Arithmetic chosen = PORTABLE;
      try {
        if (NativeProduct.isExact(false)) {
          chosen = DIRECT;
        } else if (NativeProduct.isExact(true)) {
          chosen = NATIVE_HALVES;
        }
      } catch (LinkageError e) {
        LOG.warn("Integer networks run in plain Java: oneDNN cannot be loaded ({}).", e.toString());
      }
      LOG.debug("Integer products: {}.", chosen);
      return chosen;
    }
  }
}
