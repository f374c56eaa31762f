/**
 * What Spark runs on the executors: one class a stage, each a function from an item to a small
 * record. Large things stay in the run directory.
 */
package org.codesign.task;
