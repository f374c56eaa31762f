package org.codesign.network;

import java.util.List;
import java.util.Optional;

/**
 * One k x k convolution with an identity shortcut where the shapes allow: a block of a single call
 * of an accelerator's engine, for devices whose calls cost more than their arithmetic. There is
 * nothing between the boundary shapes for a width multiplier to scale.
 */
public record PlainConvolution(int kernel) implements Operator {

  public PlainConvolution {
    OperatorLimits.requireKernel(kernel);
  }

  @Override
  public String label() {
    return "convolution-k" + kernel;
  }

  @Override
  public Optional<String> misfit(BlockGeometry geometry) {
    return Operator.kernelMisfit(kernel, geometry);
  }

  @Override
  public BlockStructure structure(BlockGeometry geometry) {
    Operator.requireFit(this, geometry);
    Layer convolution =
        Layer.convolution(
            "conv",
            geometry.input(),
            geometry.output().channels(),
            Window.same(kernel, geometry.stride()));
    return new BlockStructure(List.of(convolution), Shortcut.identityIfAllowed(geometry));
  }
}
