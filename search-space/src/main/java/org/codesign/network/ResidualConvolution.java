package org.codesign.network;

import java.util.List;
import java.util.Optional;

/**
 * Two k x k convolutions with a shortcut, the basic block of He et al., "Deep Residual Learning for
 * Image Recognition", CVPR 2016, figure 5 (left). The width scales the channels between the two.
 * Where the shapes differ the shortcut is a strided pointwise convolution.
 */
public record ResidualConvolution(int kernel, double width) implements Operator {

  public ResidualConvolution {
    OperatorLimits.requireKernel(kernel);
    OperatorLimits.requireWidth(width);
  }

  @Override
  public String label() {
    return "residual-k" + kernel + Operator.widthSuffix(width);
  }

  @Override
  public Optional<String> misfit(BlockGeometry geometry) {
    return Operator.kernelMisfit(kernel, geometry);
  }

  @Override
  public BlockStructure structure(BlockGeometry geometry) {
    Operator.requireFit(this, geometry);
    TensorShape input = geometry.input();
    int outputChannels = geometry.output().channels();
    int hidden = Operator.hiddenChannels(outputChannels, width);
    Layer first = Layer.convolution("conv1", input, hidden, Window.same(kernel, geometry.stride()));
    Layer second =
        Layer.convolution("conv2", first.output(), outputChannels, Window.same(kernel, 1));
    return new BlockStructure(List.of(first, second), shortcut(geometry));
  }

  private static Shortcut shortcut(BlockGeometry geometry) {
    if (geometry.allowsIdentity()) {
      return new Shortcut.Identity();
    }
    Window window = new Window(1, geometry.stride(), 0, 1);
    return new Shortcut.Projection(
        Layer.convolution("projection", geometry.input(), geometry.output().channels(), window));
  }
}
