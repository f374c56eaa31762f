package org.codesign.store;

/** A run directory cannot be used; the message says which, why, and what may help. */
public class RunDirectoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RunDirectoryException(String message) {
    super(message);
  }

  public RunDirectoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
