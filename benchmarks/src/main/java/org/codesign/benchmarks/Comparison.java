package org.codesign.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

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
      double goal) {

    /** Times or other amounts of which less is better, measured in turns. */
    static Row ofTimes(String label, double[] ours, double[] peer, String unit, double must) {
      double[] ratios =
          IntStream.range(0, ours.length).mapToDouble(i -> peer[i] / ours[i]).sorted().toArray();
      double ratio = median(peer) / median(ours);
      return new Row(
          label,
          median(ours),
          median(peer),
          unit,
          ratio,
          ratios[0],
          ratios[ratios.length - 1],
          must,
          must);
    }

    /** A single amount of which more is better. */
    static Row ofAmount(String label, double ours, double peer, String unit, double must) {
      double ratio = ours / peer;
      return new Row(label, ours, peer, unit, ratio, ratio, ratio, must, must);
    }

    private static double median(double[] values) {
      return Arrays.stream(values).sorted().skip(values.length / 2).findFirst().orElseThrow();
    }
  }
}
