package org.codesign.data;

/** A file of the user's that cannot be used as data. The message names the file and the reason. */
public final class DataException extends RuntimeException {

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A file that could not be read, with the reason that the file system gave. */
  static DataException unreadable(String location, Exception cause) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new DataException(
        "The file %s cannot be read: %s".formatted(location, reason.replace('\n', ' ')), cause);
  }
}
