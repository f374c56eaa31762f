package org.codesign.integer;

import org.codesign.network.TensorShape;

/** Pixels to codes, [C, H, W] to [H, W, C]. */
final class LookupKernel implements Kernel {

  private final byte[] table;
  private final byte[] pixels;
  private final CodePlanes output;

  LookupKernel(Lookup lookup, byte[] pixels, CodePlanes output) {
    this.table = lookup.table();
    this.pixels = pixels;
    this.output = output;
  }

  @Override
  public void run(int images) {
    TensorShape shape = output.shape;
    int plane = shape.height() * shape.width();
    for (int image = 0; image < images; image++) {
      for (int channel = 0; channel < shape.channels(); channel++) {
        int from = (image * shape.channels() + channel) * plane;
        for (int y = 0; y < shape.height(); y++) {
          row(from + y * shape.width(), channel, output.row(image, y) + channel);
        }
      }
    }
  }

  private void row(int from, int channel, int to) {
    int channels = output.shape.channels();
    for (int x = 0; x < output.shape.width(); x++) {
      output.values[to + x * channels] = table[channel * Lookup.PIXELS + (pixels[from + x] & 0xff)];
    }
  }
}
