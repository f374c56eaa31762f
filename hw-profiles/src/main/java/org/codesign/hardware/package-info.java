/**
 * Devices, their figures with the source of each, and the accelerator configurations a search
 * chooses from. No formulas.
 */
package org.codesign.hardware;
