package org.codesign.task;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Where a stage keeps the files of its items. An item is finished only when all of its files are
 * there; a crash in between leaves it unfinished. Sent to executors.
 */
public interface ItemStore {

  /**
   * The items of which there is something, finished or not; an item that is not among them is not.
   */
  Set<String> begunItems() throws IOException;

  /** Whether the item's files are all there and whole. */
  boolean isFinished(String item) throws IOException;

  /** Writes the item's files, replacing what is there, and marks it finished. */
  void write(String item, Map<String, byte[]> files) throws IOException;

  /** One file of a finished item. */
  byte[] read(String item, String file) throws IOException;
}
