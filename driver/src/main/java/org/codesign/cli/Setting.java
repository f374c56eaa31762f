package org.codesign.cli;

import java.util.Objects;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A value of the configuration that the command line sets. */
record Setting(String key, String value) {

  Setting {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }

  /** Reads KEY=VALUE; the value may hold more equals signs. */
  static final class Parser implements ITypeConverter<Setting> {

    @Override
    public Setting convert(String text) {
      int end = text.indexOf('=');
      if (end <= 0) {
        throw new TypeConversionException("'" + text + "' is not of the form KEY=VALUE");
      }
      return new Setting(text.substring(0, end), text.substring(end + 1));
    }
  }
}
