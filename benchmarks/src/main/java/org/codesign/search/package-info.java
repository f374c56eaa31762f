/** Drives the package-private classes of the search for benchmarks. */
package org.codesign.search;
