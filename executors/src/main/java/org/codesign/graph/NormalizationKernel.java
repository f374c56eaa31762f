package org.codesign.graph;

import java.nio.FloatBuffer;

/** Batch normalisation of inference, y = s x + t for each channel. */
final class NormalizationKernel implements NodeKernel {

  private final String source;
  private final NativeTensor input;
  private final NativeTensor output;
  private final float[] scale;
  private final float[] shift;

  NormalizationKernel(
      GraphNode node, float[] scale, float[] shift, NativeTensor input, NativeTensor output) {
    this.source = node.inputs().get(0);
    this.input = input;
    this.output = output;
    this.scale = scale;
    this.shift = shift;
  }

  @Override
  public void forward() {
    scale(input.floats(Part.VALUE), output.floats(Part.VALUE), shift, false);
  }

  @Override
  public void tangent(Pass pass) {
    scale(input.floats(Part.TANGENT), output.floats(Part.TANGENT), new float[shift.length], false);
  }

  @Override
  public void backward(Part part, Pass pass) {
    if (pass.wanted().contains(source)) {
      boolean added = input.isWritten(part);
      scale(output.floats(part), input.floats(part), new float[shift.length], added);
      input.markWritten(part);
    }
  }

  private void scale(FloatBuffer from, FloatBuffer to, float[] offset, boolean added) {
    int length = Math.toIntExact(input.shape().elements());
    for (int i = 0; i < length; i += scale.length) {
      for (int channel = 0; channel < scale.length; channel++) {
        float value = scale[channel] * from.get(i + channel) + offset[channel];
        to.put(i + channel, added ? to.get(i + channel) + value : value);
      }
    }
  }
}
