package org.codesign.cost;

/** A cost, or the reason why there is none. */
public sealed interface CostResult permits LayerCost, Infeasible {}
