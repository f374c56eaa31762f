/**
 * Fitting a timing model's few physical parameters to measured rows, how far it is off on rows it
 * has not seen, and the intervals that follow from that.
 */
package org.codesign.calibration;
