/**
 * The mathematics of fronts: dominance, exact Pareto sets of points and of additive choice
 * problems, hypervolume, spread and rank correlation. Everything is minimised here; only {@link
 * org.codesign.pareto.Objective} knows a direction. Plain Java, no cluster.
 */
package org.codesign.pareto;
