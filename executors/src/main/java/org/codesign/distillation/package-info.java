/**
 * Teacher-based block-wise distillation: the teacher's activations by block boundary, the training
 * of one block between two boundaries, and the recovery of whole networks.
 */
package org.codesign.distillation;
