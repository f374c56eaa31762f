package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The search of {@code conf/smoke.yaml} with an ONNX network as its teacher. */
class OnnxTeacherIT {

  @TempDir(cleanup = CleanupMode.NEVER)
  private static Path scratch;

  private static Map<String, String> overrides(String model, Map<String, String> more) {
    Map<String, String> overrides = new HashMap<>(more);
    overrides.put("teacher.onnx", model);
    overrides.put("teacher.boundaries", OnnxChain.BOUNDARIES);
    return overrides;
  }

  @Test
  void aSearchEndsInAReport() throws IOException {
    String model = OnnxChain.write(OnnxChain.of(0), scratch.resolve("chain.onnx"));
    SmokeSearch.Heard heard = new SmokeSearch.Heard();
    SearchSummary summary =
        SmokeSearch.run("local[2]", scratch.resolve("run"), overrides(model, Map.of()), heard);
    assertThat(summary.finalists()).hasSize(3);
    assertThat(scratch.resolve("run").resolve("report.html")).isNotEmptyFile();
  }
}
