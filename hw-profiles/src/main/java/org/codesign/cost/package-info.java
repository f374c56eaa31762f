/**
 * What a layer costs on a device: latency, energy, bytes moved, and the resources of the
 * accelerator. Costs are functions of shapes and bits, never of weights.
 */
package org.codesign.cost;
