/**
 * Networks as tables of layers: shapes and bits of any tool's network, without its weights. What
 * the cost models of whole networks read.
 */
package org.codesign.workload;
