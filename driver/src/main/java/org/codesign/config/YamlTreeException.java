package org.codesign.config;

/** A text cannot be read as a configuration tree; the message is the reason in one line. */
final class YamlTreeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  YamlTreeException(String message) {
    super(message);
  }

  YamlTreeException(String message, Throwable cause) {
    super(message, cause);
  }
}
