package org.codesign.integer;

import java.util.List;

/**
 * Turns each pixel into a code through the table of its channel: normalisation and quantization of
 * the image in one step. Holds its table without a copy.
 */
public final class Lookup implements IntegerOperation {

  /** The number of values of a pixel. */
  public static final int PIXELS = 256;

  private final IntegerTensor output;
  private final String input;
  private final byte[] table;

  /**
   * @param table see {@link #table()}
   */
  public Lookup(IntegerTensor output, String input, byte[] table) {
    this.output = output;
    this.input = input;
    this.table = table;
    if (table.length != PIXELS * output.shape().channels()) {
      throw new IllegalArgumentException(
          "The table of %s must have %d codes for each of %d channels, not %d in all."
              .formatted(output.name(), PIXELS, output.shape().channels(), table.length));
    }
    CodeRange range = output.range();
    for (byte stored : table) {
      int code = (stored & 0xff) + range.lowest();
      if (code > range.highest()) {
        throw new IllegalArgumentException(
            "A code (%d) of %s must be in [%d, %d]."
                .formatted(code, output.name(), range.lowest(), range.highest()));
      }
    }
  }

  @Override
  public IntegerTensor output() {
    return output;
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  /**
   * The code of each pixel value of each channel, [C, 256], as unsigned bytes with the {@link
   * CodeRange#zeroPoint()} of the output added; not copied.
   */
  public byte[] table() {
    return table;
  }
}
