package org.codesign.store;

import java.util.Locale;

/** The stages of a search in their order; each has a folder of its own in the run directory. */
public enum Stage {
  TEACHER,
  BLOCKS,
  SENSITIVITY,
  COSTS,
  FRONT,
  FINALISTS,
  EXPORT;

  /** The name of the folder. */
  public String folder() {
    return name().toLowerCase(Locale.ROOT);
  }
}
