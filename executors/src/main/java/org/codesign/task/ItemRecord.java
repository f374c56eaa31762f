package org.codesign.task;

/** What the search keeps of an item of work. A candidate that failed is a record like any other. */
public interface ItemRecord {

  /** Why there is no result; empty if there is one. */
  String failure();
}
