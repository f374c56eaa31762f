/**
 * Which bits each layer gets: the integer program of HAWQ-V3 (Z. Yao et al., "HAWQ-V3: Dyadic
 * Neural Network Quantization", ICML 2021, section 3.4), solved exactly. One choice a group, sums
 * of costs under limits, the least sum of sensitivities. {@link
 * org.codesign.allocation.IntegerProgram} knows nothing of layers or bits, so that operators and
 * bits can be chosen together; {@link org.codesign.allocation.AllocationProblem} does. Plain Java,
 * no cluster.
 */
package org.codesign.allocation;
