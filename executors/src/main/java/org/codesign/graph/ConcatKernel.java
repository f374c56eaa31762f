package org.codesign.graph;

import java.nio.FloatBuffer;
import java.util.List;

/** The channels of all inputs, one after another. */
final class ConcatKernel implements NodeKernel {

  private final List<String> sources;
  private final List<NativeTensor> inputs;
  private final NativeTensor output;
  private final int pixels;
  private final int width;

  ConcatKernel(GraphNode node, List<NativeTensor> inputs, NativeTensor output) {
    this.sources = node.inputs();
    this.inputs = inputs;
    this.output = output;
    this.width = output.shape().channels();
    this.pixels = Math.toIntExact(output.shape().elements() / width);
  }

  @Override
  public void forward() {
    int offset = 0;
    for (NativeTensor input : inputs) {
      join(input.floats(Part.VALUE), input.shape().channels(), output.floats(Part.VALUE), offset);
      offset += input.shape().channels();
    }
  }

  @Override
  public void tangent(Pass pass) {
    int offset = 0;
    for (int i = 0; i < inputs.size(); i++) {
      int channels = inputs.get(i).shape().channels();
      FloatBuffer from =
          pass.active().contains(sources.get(i))
              ? inputs.get(i).floats(Part.TANGENT)
              : FloatBuffer.allocate(pixels * channels);
      join(from, channels, output.floats(Part.TANGENT), offset);
      offset += channels;
    }
  }

  private void join(FloatBuffer from, int channels, FloatBuffer to, int offset) {
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int channel = 0; channel < channels; channel++) {
        to.put(pixel * width + offset + channel, from.get(pixel * channels + channel));
      }
    }
  }

  @Override
  public void backward(Part part, Pass pass) {
    int offset = 0;
    for (int i = 0; i < inputs.size(); i++) {
      NativeTensor input = inputs.get(i);
      if (pass.wanted().contains(sources.get(i))) {
        split(output.floats(part), offset, input, part);
      }
      offset += input.shape().channels();
    }
  }

  private void split(FloatBuffer from, int offset, NativeTensor input, Part part) {
    boolean added = input.isWritten(part);
    int channels = input.shape().channels();
    FloatBuffer to = input.floats(part);
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int channel = 0; channel < channels; channel++) {
        int at = pixel * channels + channel;
        float value = from.get(pixel * width + offset + channel);
        to.put(at, added ? to.get(at) + value : value);
      }
    }
    input.markWritten(part);
  }
}
