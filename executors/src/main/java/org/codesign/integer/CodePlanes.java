package org.codesign.integer;

import java.util.Arrays;
import org.codesign.network.TensorShape;

/**
 * The codes of a tile of images as unsigned bytes, [N, H, W, C], with a frame of zeros as wide as
 * the convolutions that read them need, each raised by its range's {@link CodeRange#zeroPoint()}.
 */
final class CodePlanes {

  final TensorShape shape;
  final int padding;
  final int rowBytes;
  final int imageBytes;
  final int zero;
  final byte[] values;

  CodePlanes(IntegerTensor tensor, int padding, int images) {
    this.shape = tensor.shape();
    this.padding = padding;
    this.rowBytes = (shape.width() + 2 * padding) * shape.channels();
    this.imageBytes = (shape.height() + 2 * padding) * rowBytes;
    this.zero = tensor.range().zeroPoint();
    this.values = new byte[Math.multiplyExact(images, imageBytes)];
    Arrays.fill(values, (byte) zero);
  }

  /** Where a row of an image begins; rows of the frame have negative numbers, or from height on. */
  int row(int image, int y) {
    return image * imageBytes + (y + padding) * rowBytes + padding * shape.channels();
  }
}
