package org.codesign.sensitivity;

/**
 * An eigenvalue found by {@link PowerIteration}.
 *
 * @param value with its sign; eigenvalues come by falling magnitude
 * @param residual ||H v - value v|| of the unit vector v found, the distance to a true eigenvalue
 *     of H at most, among those not found before
 * @param iterations products with H that it took
 */
public record Eigenvalue(double value, double residual, int iterations) {}
