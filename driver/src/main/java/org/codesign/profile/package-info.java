/**
 * The files of hardware profiles: layer tables, bit-widths, accelerators, measurements, and devices
 * with what calibration found out about them.
 */
package org.codesign.profile;
