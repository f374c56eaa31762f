package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The undominated region of fronts, against the points themselves. */
final class UpperCornersTest {

  private static final int PROBES = 2_000;

  /** Every vector that no point of the front dominates or equals lies below one of the corners. */
  @ParameterizedTest
  @CsvSource({"2, 60", "3, 60", "4, 40", "2, 20000", "3, 20000", "4, 20000"})
  void holdAllThatIsNotDominated(int objectives, int points) {
    SplittableRandom random = new SplittableRandom(7L * objectives + points);
    ParetoFront front = front(objectives, points, random);
    double[] caps = new double[objectives];
    Arrays.fill(caps, Double.POSITIVE_INFINITY);

    UpperCorners corners = UpperCorners.of(front, caps);

    for (int i = 0; i < PROBES; i++) {
      long[] probe = random.longs(objectives, 0, 1_000).toArray();
      if (!isCovered(front, probe)) {
        assertThat(corners.corners()).anyMatch(corner -> isBelow(probe, corner));
      }
    }
  }

  /** A front of few points: all of them count, and nothing that is dominated is left. */
  @ParameterizedTest
  @CsvSource({"2, 60", "3, 60", "4, 40"})
  void leaveNothingThatIsDominated(int objectives, int points) {
    SplittableRandom random = new SplittableRandom(11L * objectives + points);
    ParetoFront front = front(objectives, points, random);
    double[] caps = new double[objectives];
    Arrays.fill(caps, Double.POSITIVE_INFINITY);

    UpperCorners corners = UpperCorners.of(front, caps);

    for (int i = 0; i < PROBES; i++) {
      long[] probe = random.longs(objectives, 0, 1_000).toArray();
      if (isCovered(front, probe)) {
        assertThat(corners.corners()).noneMatch(corner -> isBelow(probe, corner));
      }
    }
  }

  private static ParetoFront front(int objectives, int points, SplittableRandom random) {
    return ParetoFront.of(
        objectives,
        random.longs((long) objectives * points, 0, 1_000).toArray(),
        LongStream.range(0, points).toArray());
  }

  private static boolean isCovered(ParetoFront front, long[] probe) {
    for (int i = 0; i < front.size(); i++) {
      boolean covered = true;
      for (int j = 0; j < probe.length; j++) {
        covered &= front.value(i, j) <= probe[j];
      }
      if (covered) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBelow(long[] probe, double[] corner) {
    for (int j = 0; j < probe.length; j++) {
      if (probe[j] >= corner[j]) {
        return false;
      }
    }
    return true;
  }
}
