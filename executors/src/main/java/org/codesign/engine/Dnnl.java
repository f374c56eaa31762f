package org.codesign.engine;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/** The oneDNN engine of this JVM's processor. Safe for use by threads. */
public final class Dnnl {

  public static final engine ENGINE = new engine(engine.kind.cpu, 0);

  private static final String THREADS = "OMP_NUM_THREADS";

  private Dnnl() {}

  /**
   * Why the layers of this package cannot run here; empty if they can. They need one thread each,
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

  /** Arguments by their number, such as {@link dnnl#DNNL_ARG_SRC}. */
  public static IntMemoryMap arguments(Object... numbersAndMemories) {
    IntMemoryMap map = new IntMemoryMap();
    for (int i = 0; i < numbersAndMemories.length; i += 2) {
      map.put((Integer) numbersAndMemories[i], (memory) numbersAndMemories[i + 1]);
    }
    return map;
  }
}
