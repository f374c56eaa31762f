package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ObjectiveTest {

  private static final Objective LATENCY =
      Objective.onGrid("latency", "ms", Direction.MINIMISE, 1e9);
  private static final Objective ACCURACY = Objective.exact("accuracy", "%", Direction.MAXIMISE);

  @Test
  void countsGridSteps() {
    assertThat(LATENCY.encode(5.05)).isEqualTo(5_050_000_000L);
    assertThat(LATENCY.decode(5_050_000_000L)).isEqualTo(5.05);
    assertThat(Objective.onGrid("speed", "", Direction.MAXIMISE, 10).encode(2.5)).isEqualTo(-25);
  }

  @Test
  void gridCodesAreUndone() {
    Random random = new Random(41);
    for (int round = 0; round < 1000; round++) {
      long code = random.nextLong(1L << 50);
      assertThat(LATENCY.encode(LATENCY.decode(code))).isEqualTo(code);
    }
  }

  @Test
  void exactCodesKeepOrderAndValue() {
    Random random = new Random(42);
    for (int round = 0; round < 5000; round++) {
      double a = Math.scalb(random.nextGaussian(), random.nextInt(200) - 100);
      double b = random.nextBoolean() ? a : Math.scalb(random.nextGaussian(), 3);
      assertThat(ACCURACY.decode(ACCURACY.encode(a))).isEqualTo(a);
      assertThat(Long.compare(ACCURACY.encode(a), ACCURACY.encode(b)))
          .isEqualTo(Double.compare(b, a));
    }
    assertThat(ACCURACY.encode(-0.0)).isEqualTo(ACCURACY.encode(0.0));
  }

  @Test
  void minimisedValuesAreUndone() {
    assertThat(ACCURACY.minimised(91)).isEqualTo(-91);
    assertThat(ACCURACY.value(-91)).isEqualTo(91);
    assertThat(LATENCY.value(LATENCY.minimised(3))).isEqualTo(3);
  }

  @Test
  void infinitelyBadLimitsAreNone() {
    assertThat(LATENCY.encodeLimit(Double.POSITIVE_INFINITY)).isEqualTo(AdditiveProblem.NO_LIMIT);
    assertThat(ACCURACY.encodeLimit(Double.NEGATIVE_INFINITY)).isEqualTo(AdditiveProblem.NO_LIMIT);
    assertThat(LATENCY.encodeLimit(1.5)).isEqualTo(LATENCY.encode(1.5));
  }

  @Test
  void rejectsWhatCannotBeEncoded() {
    assertThatThrownBy(() -> LATENCY.encode(Double.NaN))
        .hasMessage("The value (NaN) of the objective latency must be finite.");
    assertThatThrownBy(() -> LATENCY.encode(1e10))
        .hasMessage("The value (1.0E10) at 1.0E9 steps a unit must be within 1.0E18 steps of 0.");
    assertThatThrownBy(() -> new Scale.Grid(0))
        .hasMessage("The steps per unit (0.0) of a grid must be positive and finite.");
    assertThatThrownBy(() -> Objective.exact(" ", "", Direction.MINIMISE))
        .hasMessage("The name of an objective must not be blank.");
  }
}
