package org.codesign.network;

import java.util.List;
import java.util.Optional;

/**
 * Pointwise expansion, k x k depthwise convolution, pointwise projection: Sandler et al.,
 * "MobileNetV2", CVPR 2018, section 3.4, with an identity shortcut where the shapes allow. The
 * hidden channels are input channels x expansion x width. Unlike MobileNetV2, expansion 1 keeps its
 * first pointwise layer, which tells it from {@link DepthwiseSeparable}.
 */
public record InvertedResidual(int kernel, int expansion, double width) implements Operator {

  public InvertedResidual {
    OperatorLimits.requireKernel(kernel);
    OperatorLimits.requireExpansion(expansion);
    OperatorLimits.requireWidth(width);
  }

  @Override
  public String label() {
    return "inverted-k" + kernel + "-e" + expansion + Operator.widthSuffix(width);
  }

  @Override
  public Optional<String> misfit(BlockGeometry geometry) {
    return Operator.kernelMisfit(kernel, geometry);
  }

  @Override
  public BlockStructure structure(BlockGeometry geometry) {
    Operator.requireFit(this, geometry);
    TensorShape input = geometry.input();
    int hidden = Operator.hiddenChannels(input.channels(), expansion * width);
    Layer expand = Layer.convolution("expand", input, hidden, Window.POINTWISE);
    Layer depthwise =
        Layer.convolution(
            "depthwise",
            expand.output(),
            hidden,
            Window.depthwise(kernel, geometry.stride(), hidden));
    Layer project =
        Layer.convolution(
            "project", depthwise.output(), geometry.output().channels(), Window.POINTWISE);
    return new BlockStructure(
        List.of(expand, depthwise, project), Shortcut.identityIfAllowed(geometry));
  }
}
