package org.codesign.cli;

/**
 * How far a stage is.
 *
 * @param name what a user would call it
 * @param items how many items it has
 * @param reused how many of them an earlier run has finished
 * @param done how many are finished, those included
 * @param failed how many of the finished ones have no result
 */
record StageProgress(String name, int items, int reused, int done, long failed) {

  private static final int BAR_WIDTH = 30;

  StageProgress advance(long failedSoFar) {
    return new StageProgress(name, items, reused, done + 1, failedSoFar);
  }

  /** For example "blocks: 14 of 36 done, 20 s, about 31 s left". */
  String line(long seconds) {
    return "%s: %d of %d done%s, %s%s"
        .formatted(name, done, items, failures(), Numbers.duration(seconds), left(seconds));
  }

  /** For example "blocks: 36 of 36 done (12 from an earlier run), 84 s". */
  String lastLine(long seconds) {
    String earlier = reused == 0 ? "" : " (%d from an earlier run)".formatted(reused);
    return "%s: %d of %d done%s%s, %s"
        .formatted(name, done, items, failures(), earlier, Numbers.duration(seconds));
  }

  /** For example "blocks [=====> ] 14/36, 20 s, about 31 s left". */
  String bar(long seconds) {
    int filled = items == 0 ? 0 : (int) Math.min(BAR_WIDTH, (long) BAR_WIDTH * done / items);
    String head = filled < BAR_WIDTH ? ">" + " ".repeat(BAR_WIDTH - filled - 1) : "";
    return "%s [%s%s] %d/%d%s, %s%s"
        .formatted(
            name,
            "=".repeat(filled),
            head,
            done,
            items,
            failures(),
            Numbers.duration(seconds),
            left(seconds));
  }

  private String failures() {
    return failed == 0 ? "" : " (%d failed)".formatted(failed);
  }

  /** What is left at the rate of this run; nothing is said before its first item. */
  private String left(long seconds) {
    int own = done - reused;
    if (own <= 0 || done >= items) {
      return "";
    }
    return ", about " + Numbers.duration(seconds * (items - done) / own) + " left";
  }
}
