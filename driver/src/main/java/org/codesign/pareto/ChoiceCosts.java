package org.codesign.pareto;

import java.util.Objects;

/**
 * What each choice of one position costs in every objective, as codes of the objectives' grids. A
 * choice may be impossible.
 */
public final class ChoiceCosts {

  private final int objectives;
  private final int choices;
  private final long[] costs;
  private final boolean[] possible;

  private ChoiceCosts(int objectives, long[][] rows) {
    this.objectives = objectives;
    choices = rows.length;
    costs = new long[choices * objectives];
    possible = new boolean[choices];
    for (int choice = 0; choice < choices; choice++) {
      possible[choice] = rows[choice].length > 0;
      if (possible[choice]) {
        copy(choice, rows[choice]);
      }
    }
  }

  /**
   * The costs of the choices of a position.
   *
   * @param rows one row of costs a choice; an empty row is a choice that is impossible here
   * @throws IllegalArgumentException if a row has another length, or holds a negative cost
   */
  public static ChoiceCosts of(int objectives, long[]... rows) {
    return new ChoiceCosts(objectives, rows);
  }

  /** The number of objectives. */
  public int objectives() {
    return objectives;
  }

  /** The number of choices, with the impossible ones. */
  public int choices() {
    return choices;
  }

  /** Whether a choice can be taken. */
  public boolean possible(int choice) {
    return possible[choice];
  }

  /** The cost of a possible choice in one objective. */
  public long cost(int choice, int objective) {
    return costs[choice * objectives + Objects.checkIndex(objective, objectives)];
  }

  /** The possible choices that no other one makes superfluous; the payload is the choice. */
  ParetoFront front() {
    ParetoFrontBuilder builder = new ParetoFrontBuilder(objectives);
    for (int choice = 0; choice < choices; choice++) {
      if (possible[choice]) {
        builder.add(costs, choice * objectives, choice);
      }
    }
    return builder.build();
  }

  /** The same choices with only these objectives. */
  ChoiceCosts project(int[] chosen) {
    long[][] rows = new long[choices][];
    for (int choice = 0; choice < choices; choice++) {
      rows[choice] = new long[possible[choice] ? chosen.length : 0];
      for (int j = 0; j < rows[choice].length; j++) {
        rows[choice][j] = cost(choice, chosen[j]);
      }
    }
    return new ChoiceCosts(chosen.length, rows);
  }

  private void copy(int choice, long[] row) {
    if (row.length != objectives) {
      throw new IllegalArgumentException(
          "The choice %d has %d costs; it needs %d, or none if it is impossible."
              .formatted(choice, row.length, objectives));
    }
    for (int j = 0; j < objectives; j++) {
      if (row[j] < 0) {
        throw new IllegalArgumentException(
            "The cost (%d) of the choice %d in the objective %d must not be negative."
                .formatted(row[j], choice, j));
      }
      costs[choice * objectives + j] = row[j];
    }
  }
}
