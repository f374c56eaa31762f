/**
 * How much a block's loss rises when a layer is quantized: Hutchinson's estimate of the trace of
 * its Hessian times the quantization error.
 */
package org.codesign.sensitivity;
