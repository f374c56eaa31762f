/**
 * Networks as shapes: layers, the operators that blocks are made of, and the structure each
 * operator takes at a given place. No weights and no hardware.
 */
package org.codesign.network;
