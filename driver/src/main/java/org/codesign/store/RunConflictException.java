package org.codesign.store;

import java.util.List;

/** A run directory holds a run of another configuration or of other input files. */
public final class RunConflictException extends RunDirectoryException {

  private static final long serialVersionUID = 1L;

  private final List<String> differences;

  RunConflictException(String directory, List<String> differences) {
    super(
        "The run directory %s holds a run of another configuration, which differs in: %s"
            .formatted(directory, String.join("; ", differences)));
    this.differences = List.copyOf(differences);
  }

  /** One line "key: stored -> given" for each key that differs. */
  public List<String> differences() {
    return differences;
  }
}
