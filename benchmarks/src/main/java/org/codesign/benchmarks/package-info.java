/** JMH benchmarks; each names the command that runs it. Never part of the product. */
package org.codesign.benchmarks;
