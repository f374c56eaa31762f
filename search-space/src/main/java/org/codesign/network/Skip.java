package org.codesign.network;

import java.util.List;
import java.util.Optional;

/** Nothing: the block's input is its output. Fits only where the two have one shape. */
public record Skip() implements Operator {

  @Override
  public String label() {
    return "skip";
  }

  @Override
  public Optional<String> misfit(BlockGeometry geometry) {
    return geometry.allowsIdentity()
        ? Optional.empty()
        : Optional.of("it cannot turn %s into %s".formatted(geometry.input(), geometry.output()));
  }

  @Override
  public BlockStructure structure(BlockGeometry geometry) {
    Operator.requireFit(this, geometry);
    return new BlockStructure(List.of(), new Shortcut.Identity());
  }
}
