package org.codesign.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits CSV text into records (Shafranovich, RFC 4180, 2005, section 2), with CRLF or LF at the
 * end of lines. An empty field is null if it is not in quotes.
 */
final class CsvParser {

  private final String text;
  private int position;
  private int line = 1;

  private CsvParser(String text) {
    this.text = text;
  }

  /**
   * The records of a text.
   *
   * @throws IllegalArgumentException if quotes are out of place, with the line
   */
  static List<List<String>> parse(String text) {
    CsvParser parser = new CsvParser(text);
    List<List<String>> records = new ArrayList<>();
    while (parser.position < text.length()) {
      records.add(parser.readRecord());
    }
    return records;
  }

  private List<String> readRecord() {
    List<String> fields = new ArrayList<>();
    fields.add(readField());
    while (position < text.length() && text.charAt(position) == ',') {
      position++;
      fields.add(readField());
    }
    skipLineEnd();
    return fields;
  }

  private String readField() {
    if (position < text.length() && text.charAt(position) == '"') {
      return readQuoted();
    }
    int start = position;
    while (position < text.length() && !endsField(text.charAt(position))) {
      if (text.charAt(position) == '"') {
        throw new IllegalArgumentException(
            "Line %d of the CSV has a quote inside a field without quotes.".formatted(line));
      }
      position++;
    }
    return start == position ? null : text.substring(start, position);
  }

  private String readQuoted() {
    int openedAt = line;
    StringBuilder field = new StringBuilder();
    position++;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        if (position == text.length() || text.charAt(position) != '"') {
          return field.toString();
        }
        position++;
      }
      line += c == '\n' ? 1 : 0;
      field.append(c);
    }
    throw new IllegalArgumentException(
        "The quote that opens in line %d of the CSV is never closed.".formatted(openedAt));
  }

  private void skipLineEnd() {
    if (position < text.length() && text.charAt(position) == '\r') {
      position++;
    }
    if (position < text.length()) {
      if (text.charAt(position) != '\n') {
        throw new IllegalArgumentException(
            "Line %d of the CSV has text after a closing quote or a lone CR.".formatted(line));
      }
      position++;
      line++;
    }
  }

  private static boolean endsField(char c) {
    return c == ',' || c == '\r' || c == '\n';
  }
}
