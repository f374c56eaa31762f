package org.codesign.report;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.math.BigInteger;

/** The model as JSON that may stand inside a script element. */
final class ReportJson {

  private ReportJson() {}

  /** The model's JSON without any {@code <}, so that no name in it ends the element. */
  static String write(ReportModel model) {
    try {
      return mapper().writeValueAsString(model).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A mapper that keeps all digits of a BigInteger, which a number in JavaScript would not. */
  static ObjectMapper mapper() {
    ObjectMapper mapper = JsonMapper.builder().build();
    mapper
        .configOverride(BigInteger.class)
        .setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING));
    return mapper;
  }
}
