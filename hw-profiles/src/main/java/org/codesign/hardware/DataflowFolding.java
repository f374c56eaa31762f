package org.codesign.hardware;

import java.util.Map;

/**
 * A streaming accelerator with hardware for each layer (FINN-R, Blott et al., TRETS 11(3), 2018):
 * how many outputs (PE) and inputs (SIMD) each layer with weights works on in a cycle.
 */
public record DataflowFolding(int clockMegahertz, Map<String, Fold> folding) {

  public DataflowFolding {
    folding = Map.copyOf(folding);
    if (clockMegahertz < 1 || clockMegahertz > 2_000) {
      throw new IllegalArgumentException(
          "The clock (%d MHz) of a dataflow accelerator must be in [1, 2000]."
              .formatted(clockMegahertz));
    }
  }

  /** Outputs and inputs of a cycle. */
  public record Fold(int pe, int simd) {
    public Fold {
      if (pe < 1 || simd < 1 || pe > 65_536 || simd > 65_536) {
        throw new IllegalArgumentException(
            "The pe (%d) and simd (%d) of a layer must be in [1, 65536].".formatted(pe, simd));
      }
    }
  }
}
