package org.codesign.search;

/** Told how a search goes on. Implementations are safe for use by threads. */
public interface Progress {

  /**
   * A stage begins.
   *
   * @param stage what a user would call it
   * @param items how many items it has
   * @param finished how many of them an earlier run has finished
   */
  void begin(String stage, int items, int finished);

  /**
   * One more item of the stage is done.
   *
   * @param failed how many of the items done in this run have no result
   */
  void advance(long failed);

  /** The stage is done. */
  void end();

  /** One line that a user should see. */
  void note(String line);
}
