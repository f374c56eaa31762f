/**
 * Deeplearning4j as the training engine: graphs built from block structures, weights as plain
 * arrays in files, batch normalisation folding, and quantization simulated with straight-through
 * gradients.
 */
package org.codesign.engine;
