package org.codesign.hardware;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Subgraph engines, listed one by one; no two have the same label. */
public record EngineSpace(List<SubgraphEngine> engines) implements AcceleratorSpace {

  public EngineSpace {
    engines = List.copyOf(engines);
    if (engines.isEmpty()) {
      throw new IllegalArgumentException("An engine space needs at least one engine.");
    }
    Set<String> labels = new HashSet<>();
    for (SubgraphEngine engine : engines) {
      if (!labels.add(engine.label())) {
        throw new IllegalArgumentException(
            "The engine %s stands twice in the space.".formatted(engine.label()));
      }
    }
  }

  @Override
  public int size() {
    return engines.size();
  }

  @Override
  public SubgraphEngine get(int index) {
    return engines.get(Objects.checkIndex(index, size()));
  }
}
