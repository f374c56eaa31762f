/**
 * The run directory, on any Hadoop file system: its manifest and lock, the items of each stage with
 * their done records, and the tables in them. Nothing is renamed into place: a file counts only
 * once a record of its length and hash, written after it, says so.
 */
package org.codesign.store;
