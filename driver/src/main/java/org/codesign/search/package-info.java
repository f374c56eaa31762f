/**
 * The search: its stages, each from tables to tables of the run directory, and the Spark jobs they
 * start.
 */
package org.codesign.search;
