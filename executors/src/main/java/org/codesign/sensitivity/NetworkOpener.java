package org.codesign.sensitivity;

import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Knows a model file and how it is to be read. Sent to executors. */
public interface NetworkOpener extends Serializable {

  /**
   * Reads the network.
   *
   * @throws org.codesign.data.DataException if the file cannot be used
   */
  OpenNetwork open(Configuration hadoop);

  /** Files beside the one that the user named that the network consists of, too. */
  default List<String> companions(Configuration hadoop) {
    return List.of();
  }
}
