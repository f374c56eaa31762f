/** Bit-widths and uniform quantizers. */
package org.codesign.quantization;
