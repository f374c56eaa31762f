/**
 * How much a loss rises when a layer is quantized. For blocks of a search: Hutchinson's estimate of
 * the trace of the block's Hessian times the quantization error. For any network that is a {@link
 * org.codesign.sensitivity.CurvatureModel}: traces, eigenvalues, divergences with and without data,
 * and what quantizing a layer really does.
 */
package org.codesign.sensitivity;
