package org.codesign.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of CSV text (Shafranovich, RFC 4180, 2005), one at a time, so that a file of millions of
 * rows takes no memory. Blank lines are skipped, a byte order mark as well.
 */
final class CsvRows {

  private static final int LONGEST_LINE = 1 << 20;

  private final BufferedReader in;
  private long line;

  CsvRows(BufferedReader in) {
    this.in = in;
  }

  /** The line of the file at which the last record ended, from 1. */
  long line() {
    return line;
  }

  /** The fields of the next record, empty at the end of the file. */
  List<String> next() throws IOException {
    String text = in.readLine();
    line++;
    while (text != null && text.isBlank()) {
      text = in.readLine();
      line++;
    }
    if (text == null) {
      return List.of();
    }
    if (line == 1 && text.startsWith("\ufeff")) {
      text = text.substring(1);
    }
    return text.indexOf('"') < 0 ? plain(text) : quoted(text);
  }

  private static List<String> plain(String text) {
    List<String> fields = new ArrayList<>();
    int from = 0;
    for (int to = text.indexOf(','); to >= 0; to = text.indexOf(',', from)) {
      fields.add(text.substring(from, to));
      from = to + 1;
    }
    fields.add(text.substring(from));
    return fields;
  }

  private List<String> quoted(String first) throws IOException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean isInside = false;
    String text = first;
    int i = 0;
    while (i < text.length() || isInside) {
      if (i == text.length()) {
        // A quoted field goes on in the next line.
        String more = in.readLine();
        line++;
        if (more == null || field.length() > LONGEST_LINE) {
          throw new IOException("a quoted field does not end");
        }
        field.append('\n');
        text = more;
        i = 0;
        continue;
      }
      char c = text.charAt(i++);
      if (c == '"' && isInside && i < text.length() && text.charAt(i) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        isInside = !isInside;
      } else if (c == ',' && !isInside) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
