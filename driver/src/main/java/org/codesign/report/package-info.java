/** The report of a run: plain values in, one HTML file out that opens without a network. */
package org.codesign.report;
