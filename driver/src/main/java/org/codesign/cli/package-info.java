/**
 * The command line: one class a verb, what they print, and how failures become exit statuses. The
 * only package that writes to the console and ends the process. Answers {@code --help} and {@code
 * --version} without loading Spark or ND4J, which only {@link org.codesign.cli.SparkRuns} and
 * {@link org.codesign.cli.SparkStart} touch.
 */
package org.codesign.cli;
