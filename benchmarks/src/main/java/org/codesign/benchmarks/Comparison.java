package org.codesign.benchmarks;

import java.util.List;
import java.util.function.Consumer;

/** A benchmark against a named peer: both are measured in turns in the same run. */
interface Comparison {

  /** The name on the command line. */
  String name();

  /** One line: what is compared with what. */
  String description();

  /**
   * Measures both sides.
   *
   * @param progress takes a line at a time for people who wait
   */
  List<Row> run(Consumer<String> progress) throws Exception;

  /**
   * One figure.
   *
   * @param label the case, such as {@code resnet20-train-b128}
   * @param ours our median, in the unit
   * @param peer the peer's median, in the unit
   * @param ratio how much better ours is: above 1 is better, whatever the unit
   * @param lowest the smallest ratio of a pair of measurements that followed each other
   * @param highest the largest one
   * @param must the ratio that is required
   * @param goal the ratio that is hoped for
   */
  record Row(
      String label,
      double ours,
      double peer,
      String unit,
      double ratio,
      double lowest,
      double highest,
      double must,
      double goal) {}
}
