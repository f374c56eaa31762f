package org.codesign.pareto;

import java.io.Serializable;

/** What the search of an {@link AdditiveProblem} finds. May be sent to executors. */
public sealed interface AdditiveResult extends Serializable
    permits AdditiveFront, CoarseFront, NoFeasible {}
