package org.codesign.network;

import java.util.List;
import java.util.Optional;

/**
 * A k x k depthwise convolution and a pointwise one: Howard et al., "MobileNets", arXiv 1704.04861,
 * 2017, section 3.1, with an identity shortcut where the shapes allow. There is nothing between the
 * boundary shapes for a width multiplier to scale.
 */
public record DepthwiseSeparable(int kernel) implements Operator {

  public DepthwiseSeparable {
    OperatorLimits.requireKernel(kernel);
  }

  @Override
  public String label() {
    return "separable-k" + kernel;
  }

  @Override
  public Optional<String> misfit(BlockGeometry geometry) {
    return Operator.kernelMisfit(kernel, geometry);
  }

  @Override
  public BlockStructure structure(BlockGeometry geometry) {
    Operator.requireFit(this, geometry);
    TensorShape input = geometry.input();
    Window window = Window.depthwise(kernel, geometry.stride(), input.channels());
    Layer depthwise = Layer.convolution("depthwise", input, input.channels(), window);
    Layer pointwise =
        Layer.convolution(
            "pointwise", depthwise.output(), geometry.output().channels(), Window.POINTWISE);
    return new BlockStructure(List.of(depthwise, pointwise), Shortcut.identityIfAllowed(geometry));
  }
}
