package org.codesign.engine;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc_base;

/** The oneDNN engine of this JVM's processor. Safe for use by threads. */
public final class Dnnl {

  public static final engine ENGINE = new engine(engine.kind.cpu, 0);

  private static final String THREADS = "OMP_NUM_THREADS";

  private Dnnl() {}

  /**
   * Why the programs of this package cannot run here; empty if they can. They need one thread each,
   * as results would depend on the number of threads, and oneDNN takes that from the environment.
   */
  public static String obstacle() {
    if (!"1".equals(System.getenv(THREADS))) {
      return "the environment variable " + THREADS + " is not 1";
    }
    try {
      return ENGINE.isNull() ? "oneDNN has no engine for this processor" : "";
    } catch (LinkageError e) {
      return "oneDNN cannot be loaded: " + e.getMessage();
    }
  }

  /** Activations in blocks of as many channels as a vector register of this processor holds. */
  static memory.format_tag blocked() {
    boolean isWide = dnnl.get_effective_cpu_isa().value >= dnnl.cpu_isa.avx512_core.value;
    return isWide ? memory.format_tag.nChw16c : memory.format_tag.nChw8c;
  }

  /** A float tensor of the given layout. */
  static memory.desc layout(memory.format_tag tag, long... dimensions) {
    return new memory.desc(dimensions, memory.data_type.f32, tag);
  }

  /** A float tensor whose layout the primitive may choose. */
  static memory.desc any(long... dimensions) {
    return layout(memory.format_tag.any, dimensions);
  }

  /** Whether oneDNN has nothing better for a primitive than its reference or a general product. */
  public static boolean isSlow(primitive_desc_base description) {
    String kernel = description.impl_info_str().getString();
    return kernel.contains("ref") || kernel.contains("gemm");
  }

  /** Arguments by their number, such as {@link dnnl#DNNL_ARG_SRC}. */
  public static IntMemoryMap arguments(Object... numbersAndMemories) {
    IntMemoryMap map = new IntMemoryMap();
    for (int i = 0; i < numbersAndMemories.length; i += 2) {
      map.put((Integer) numbersAndMemories[i], (memory) numbersAndMemories[i + 1]);
    }
    return map;
  }
}
