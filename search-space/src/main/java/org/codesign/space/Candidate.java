package org.codesign.space;

import java.util.List;

/** The software half of a design: what stands at each position, in order. */
public record Candidate(List<BlockChoice> blocks) {

  public Candidate {
    blocks = List.copyOf(blocks);
  }
}
