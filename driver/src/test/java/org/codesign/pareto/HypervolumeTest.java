package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HypervolumeTest {

  @Test
  void measuresByHand() {
    assertThat(Hypervolume.of(new double[] {3}, ReferencePoint.of(5))).isEqualTo(2);
    double[] two = {1, 3, 2, 2, 3, 1};
    assertThat(Hypervolume.of(two, ReferencePoint.of(4, 4))).isEqualTo(6);
    // Two boxes of 2 x 1 x 1 and 1 x 2 x 1 that share a unit cube.
    double[] three = {0, 1, 1, 1, 0, 1};
    assertThat(Hypervolume.of(three, ReferencePoint.of(2, 2, 2))).isEqualTo(3);
    assertThat(Hypervolume.of(new double[0], ReferencePoint.of(1, 1))).isZero();
  }

  /** F. Biscani, D. Izzo: the example of pygmo 2's hypervolume documentation. */
  @Test
  void measuresThePygmoExample() {
    double[] points = {1, 0, 0.5, 0.5, 0, 1, 1.5, 0.75};
    assertThat(Hypervolume.of(points, ReferencePoint.of(2, 2))).isEqualTo(3.25);
  }

  /**
   * Integer points with sum m are corners of the simplex of unit cells: every cell is dominated but
   * those whose corner sum is below m, of which there are C(m + k - 1, k).
   */
  @Test
  void measuresLatticesOfAllDimensions() {
    int m = 4;
    double[] missing = {0, 0, 10, 20, 35, 56, 84};
    for (int k = 2; k <= 6; k++) {
      double[] reference = new double[k];
      Arrays.fill(reference, m + 1);
      double expected = Math.pow(m + 1, k) - missing[k];
      assertThat(Hypervolume.of(lattice(m, k), ReferencePoint.of(reference))).isEqualTo(expected);
    }
  }

  @Test
  void equalsInclusionAndExclusion() {
    Random random = new Random(21);
    for (int round = 0; round < 300; round++) {
      int k = 1 + round % 6;
      double[] points = random.doubles((1 + random.nextInt(9)) * (long) k, 0, 1.1).toArray();
      double[] reference = new double[k];
      Arrays.fill(reference, 1);
      assertThat(Hypervolume.of(points, ReferencePoint.of(reference)))
          .isCloseTo(inclusionExclusion(points, k), within(1e-12));
    }
  }

  @Test
  void equalsCellCountsWithTiesAndDuplicates() {
    Random random = new Random(22);
    for (int round = 0; round < 300; round++) {
      int k = 2 + round % 5;
      int side = 5;
      double[] points =
          random.ints(random.nextInt(40) * (long) k, 0, side + 1).asDoubleStream().toArray();
      double[] reference = new double[k];
      Arrays.fill(reference, side);
      assertThat(Hypervolume.of(points, ReferencePoint.of(reference)))
          .isEqualTo(dominatedCells(points, k, side));
    }
  }

  /** Of so many points that their boxes are divided into regions. */
  @Test
  void regionsEqualBoxAfterBox() {
    Random random = new Random(24);
    for (int round = 0; round < 60; round++) {
      int k = 4 + round % 3;
      int count = 65 + random.nextInt(k == 4 ? 1_000 : 300);
      double[] boxes = new double[count * k];
      for (int i = 0; i < count; i++) {
        double length = 0;
        for (int j = 0; j < k; j++) {
          boxes[i * k + j] = Math.abs(random.nextGaussian());
          length += boxes[i * k + j];
        }
        for (int j = 0; j < k; j++) {
          // Every other set of points has few values, and so many ties.
          double edge = boxes[i * k + j] / length;
          boxes[i * k + j] = round % 2 == 0 ? edge : (1 + Math.floor(edge * 9)) / 8;
        }
      }
      double expected = BoxUnion.volumeOfFew(boxes, count, k);
      assertThat(BoxDivision.volume(boxes, count, k)).isCloseTo(expected, within(1e-12 * expected));
    }
  }

  @Test
  void doesNotDependOnOrderDuplicatesOrDominatedPoints() {
    Random random = new Random(23);
    for (int k = 2; k <= 6; k++) {
      double[] points = random.doubles(30L * k).toArray();
      double[] reversed = new double[31 * k];
      for (int i = 0; i < 30; i++) {
        System.arraycopy(points, i * k, reversed, (29 - i) * k, k);
      }
      System.arraycopy(points, 0, reversed, 30 * k, k);
      double[] one = new double[k];
      Arrays.fill(one, 1);
      double volume = Hypervolume.of(points, ReferencePoint.of(one));
      assertThat(Hypervolume.of(reversed, ReferencePoint.of(one))).isEqualTo(volume);
      double[] fewer = Arrays.copyOf(points, 29 * k);
      assertThat(Hypervolume.of(fewer, ReferencePoint.of(one))).isLessThanOrEqualTo(volume);
    }
  }

  @Test
  void ignoresPointsThatAreNotBelowTheReference() {
    double[] points = {0, 2, 3, 0, 1, 1, Double.POSITIVE_INFINITY, 0};
    assertThat(Hypervolume.of(points, ReferencePoint.of(2, 2))).isEqualTo(1);
  }

  @Test
  void placesTheReferenceBeyondTheWorst() {
    ReferencePoint reference = ReferencePoint.beyond(new double[] {0, 10, 4, 30}, 2, 0.25);
    assertThat(reference).hasToString("ReferencePoint[5.0, 35.0]");
  }

  @Test
  void rejectsWhatIsNoNumber() {
    assertThatThrownBy(() -> Hypervolume.of(new double[] {Double.NaN}, ReferencePoint.of(1)))
        .hasMessage(
            "The value (NaN) of a point of a hypervolume must be a number above minus infinity.");
    assertThatThrownBy(() -> ReferencePoint.of(1, Double.NaN))
        .hasMessage("The value (NaN) of a reference point must be finite.");
    assertThatThrownBy(() -> Hypervolume.of(new double[3], ReferencePoint.of(1, 1)))
        .hasMessage("The number of values (3) must be a multiple of the objectives (2).");
    assertThatThrownBy(() -> Hypervolume.of(new double[7], ReferencePoint.of(new double[7])))
        .hasMessage("The number of objectives (7) of a hypervolume must be in [1, 6].");
  }

  private static double[] lattice(int sum, int objectives) {
    int side = sum + 1;
    int cells = (int) Math.pow(side, objectives);
    double[] points = new double[cells * objectives];
    int size = 0;
    for (int cell = 0; cell < cells; cell++) {
      int total = 0;
      for (int j = 0, rest = cell; j < objectives; j++, rest /= side) {
        points[size + j] = rest % side;
        total += rest % side;
      }
      size += total == sum ? objectives : 0;
    }
    return Arrays.copyOf(points, size);
  }

  private static double inclusionExclusion(double[] points, int k) {
    int count = points.length / k;
    double volume = 0;
    for (int subset = 1; subset < 1 << count; subset++) {
      double product = 1;
      for (int j = 0; j < k; j++) {
        double edge = 1;
        for (int i = 0; i < count; i++) {
          if ((subset >> i & 1) == 1) {
            edge = Math.min(edge, Math.max(0, 1 - points[i * k + j]));
          }
        }
        product *= edge;
      }
      volume += Integer.bitCount(subset) % 2 == 1 ? product : -product;
    }
    return volume;
  }

  private static int dominatedCells(double[] points, int k, int side) {
    int dominated = 0;
    for (int cell = 0; cell < Math.pow(side, k); cell++) {
      double[] corner = new double[k];
      for (int j = 0, rest = cell; j < k; j++, rest /= side) {
        corner[j] = rest % side;
      }
      boolean found = false;
      for (int i = 0; i < points.length && !found; i += k) {
        found = Dominance.weaklyDominates(points, i, corner, 0, k);
      }
      dominated += found ? 1 : 0;
    }
    return dominated;
  }
}
