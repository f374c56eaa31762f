package org.codesign.pareto;

/** A front within the search of an additive problem holds more points than were allowed. */
public final class FrontTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FrontTooLargeException(int position, int positions, int points, int maximumPoints) {
    super(
        "The front after position %d of %d holds %d points; at most %d are allowed.%n"
                .formatted(position + 1, positions, points, maximumPoints)
            + "Maybe coarser grids, tighter limits or fewer choices make it smaller.");
  }
}
