package org.codesign.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.codesign.allocation.Allocation;
import org.codesign.allocation.BitAllocation;
import org.codesign.allocation.LimitKey;

/** The answers of {@code allocate} for machines. */
final class AllocationJson {

  private AllocationJson() {}

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  static String of(BitAllocation bits, boolean proven) {
    return object(
        json -> {
          json.writeStringField("status", proven ? "optimal" : "feasible");
          fields(json, bits);
        });
  }

  static String of(Allocation.Front front) {
    return object(
        json -> {
          json.writeStringField("status", "optimal");
          json.writeStringField("limit", front.key().label());
          json.writeArrayFieldStart("front");
          for (BitAllocation point : front.points()) {
            json.writeStartObject();
            fields(json, point);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static String of(Allocation.Unreachable missed) {
    return object(
        json -> {
          json.writeStringField("status", "infeasible");
          json.writeStringField("limit", missed.key().label());
          json.writeNumberField("value", missed.limit());
          if (!Double.isNaN(missed.smallest())) {
            json.writeNumberField("smallestReachable", missed.smallest());
          }
          json.writeObjectFieldStart("smallestAlone");
          for (LimitKey key : LimitKey.values()) {
            if (missed.smallestAlone().containsKey(key)) {
              json.writeNumberField(key.field(), missed.smallestAlone().get(key));
            }
          }
          json.writeEndObject();
        });
  }

  private static void fields(JsonGenerator json, BitAllocation bits) throws IOException {
    json.writeNumberField("sensitivity", bits.sensitivity());
    for (Map.Entry<LimitKey, Double> total : bits.totals().entrySet()) {
      json.writeNumberField(total.getKey().field(), total.getValue());
    }
    json.writeObjectFieldStart("bits");
    for (int i = 0; i < bits.layers().size(); i++) {
      json.writeObjectFieldStart(bits.layers().get(i).name());
      json.writeNumberField("weightBits", bits.choices().get(i).weightBits());
      json.writeNumberField("activationBits", bits.choices().get(i).activationBits());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static String object(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }
}
