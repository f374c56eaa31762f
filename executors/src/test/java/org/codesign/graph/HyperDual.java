package org.codesign.graph;

import java.util.function.DoubleUnaryOperator;

/**
 * A number a + b e1 + c e2 + d e1 e2 with e1^2 = e2^2 = 0 (Fike and Alonso, "The development of
 * hyper-dual numbers for exact second-derivative calculations", AIAA 2011-886): of f(x + u e1 + v
 * e2) the last part is u' H v, exactly.
 */
record HyperDual(double value, double first, double second, double both) {

  static final HyperDual ZERO = of(0);

  static HyperDual of(double value) {
    return new HyperDual(value, 0, 0, 0);
  }

  HyperDual plus(HyperDual o) {
    return new HyperDual(value + o.value, first + o.first, second + o.second, both + o.both);
  }

  HyperDual times(HyperDual o) {
    return new HyperDual(
        value * o.value,
        value * o.first + first * o.value,
        value * o.second + second * o.value,
        value * o.both + first * o.second + second * o.first + both * o.value);
  }

  HyperDual times(double factor) {
    return times(of(factor));
  }

  HyperDual map(DoubleUnaryOperator f, DoubleUnaryOperator slope, DoubleUnaryOperator curvature) {
    double s = slope.applyAsDouble(value);
    return new HyperDual(
        f.applyAsDouble(value),
        s * first,
        s * second,
        s * both + curvature.applyAsDouble(value) * first * second);
  }

  HyperDual exp() {
    return map(Math::exp, Math::exp, Math::exp);
  }

  HyperDual log() {
    return map(Math::log, x -> 1 / x, x -> -1 / (x * x));
  }
}
