package org.codesign.integer;

import org.codesign.data.Normalization;

/**
 * The codes of a normalised image: 256 of them from black in one channel to white in another, with
 * 0 for the value 0, which is what convolutions see beyond the edges. In an image of one channel a
 * code is a pixel: nothing is lost but the part of a pixel by which the mean lies off the grid.
 *
 * @param step what one code is worth
 */
public record ImageCodes(float step, CodeRange range) {

  private static final int LARGEST_PIXEL = Lookup.PIXELS - 1;

  /** The codes that reach from the darkest to the brightest pixel of any channel. */
  static ImageCodes of(Normalization normalization) {
    double darkest = 0;
    double brightest = 0;
    for (int channel = 0; channel < normalization.means().size(); channel++) {
      darkest = Math.min(darkest, value(normalization, channel, 0));
      brightest = Math.max(brightest, value(normalization, channel, LARGEST_PIXEL));
    }
    float step = (float) ((brightest - darkest) / LARGEST_PIXEL);
    int lowest = Math.max(1 - LARGEST_PIXEL, (int) Math.round(darkest / step));
    return new ImageCodes(step, new CodeRange(lowest, lowest + LARGEST_PIXEL));
  }

  /** The fewest bits with a sign that hold all codes: 9 unless there are as many on either side. */
  public int signedBits() {
    return range.equals(CodeRange.signed(Byte.SIZE)) ? Byte.SIZE : Byte.SIZE + 1;
  }

  /** The code of each pixel of each channel as it is stored, {@link Lookup#table()}. */
  byte[] table(Normalization normalization) {
    byte[] table = new byte[Lookup.PIXELS * normalization.means().size()];
    for (int i = 0; i < table.length; i++) {
      double value = value(normalization, i / Lookup.PIXELS, i % Lookup.PIXELS);
      long code = Math.round(value / step);
      code = Math.max(range.lowest(), Math.min(range.highest(), code));
      table[i] = (byte) (code + range.zeroPoint());
    }
    return table;
  }

  private static double value(Normalization normalization, int channel, int pixel) {
    double centred = (double) pixel / LARGEST_PIXEL - normalization.mean(channel);
    return centred / normalization.standardDeviation(channel);
  }
}
