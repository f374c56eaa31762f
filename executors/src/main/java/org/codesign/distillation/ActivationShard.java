package org.codesign.distillation;

import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.codesign.data.WholeFile;
import org.codesign.network.TensorShape;

/**
 * A file of activations: a header of six 32-bit little-endian numbers (magic, version, images, C,
 * H, W), then the values as bfloat16, the upper half of a float32 rounded to nearest. The rounding,
 * at most 2^-8 relative, adds less than 2^-16 = 1.6e-5 to a normalised error.
 */
final class ActivationShard implements Closeable {

  private static final int MAGIC = 0x43444143; // "CADC", co-design activations
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 24;

  private static final VarHandle BFLOAT16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final FSDataInputStream stream;
  private final int images;
  private final TensorShape shape;

  private ActivationShard(Path path, FSDataInputStream stream, int images, TensorShape shape) {
    this.path = path;
    this.stream = stream;
    this.images = images;
    this.shape = shape;
  }

  /** Writes a shard a batch at a time, replacing what is there. */
  static final class Writer implements Closeable {
    private final FSDataOutputStream stream;
    private byte[] bytes = new byte[0];

    /**
     * Writes the header of a shard.
     *
     * @param images as many as the batches will hold
     */
    Writer(Path path, Configuration hadoop, TensorShape shape, int images) throws IOException {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      header.putInt(MAGIC).putInt(VERSION).putInt(images);
      header.putInt(shape.channels()).putInt(shape.height()).putInt(shape.width());
      this.stream = path.getFileSystem(hadoop).create(path, true);
      stream.write(header.array());
    }

    void append(float[] values) throws IOException {
      int length = 2 * values.length;
      if (bytes.length < length) {
        bytes = new byte[length];
      }
      for (int i = 0; i < values.length; i++) {
        short value = toBfloat16(values[i]);
        bytes[2 * i] = (byte) value;
        bytes[2 * i + 1] = (byte) (value >>> 8);
      }
      stream.write(bytes, 0, length);
    }

    @Override
    public void close() throws IOException {
      WholeFile.close(stream);
    }
  }

  /**
   * Opens a shard and checks that it has the length its header says.
   *
   * @throws IOException if it cannot be opened or is no whole file of activations
   */
  static ActivationShard open(Path path, Configuration hadoop) throws IOException {
    FileSystem fileSystem = path.getFileSystem(hadoop);
    long length = fileSystem.getFileStatus(path).getLen();
    FSDataInputStream stream = fileSystem.open(path);
    try {
      return checked(path, stream, length);
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }

  private static ActivationShard checked(Path path, FSDataInputStream stream, long length)
      throws IOException {
    byte[] bytes = new byte[HEADER_BYTES];
    if (length >= HEADER_BYTES) {
      stream.readFully(0, bytes);
    }
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt() != MAGIC || header.getInt() != VERSION) {
      throw new IOException("The file " + path + " does not hold activations of version 1.");
    }
    int images = header.getInt();
    TensorShape shape;
    long expected;
    try {
      shape = TensorShape.image(header.getInt(), header.getInt(), header.getInt());
      long values = shape.withBatch(images).elements();
      expected = Math.addExact(HEADER_BYTES, Math.multiplyExact(2, values));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException("The header of the file " + path + " is damaged.", e);
    }
    if (length != expected) {
      throw new IOException(
          "The file %s has %d bytes where its header asks for %d: it is damaged."
              .formatted(path, length, expected));
    }
    return new ActivationShard(path, stream, images, shape);
  }

  int images() {
    return images;
  }

  TensorShape shape() {
    return shape;
  }

  /** Reads images [first, first + count) into the target from the given offset. */
  void read(int first, int count, float[] target, int offset, byte[] buffer) throws IOException {
    int perImage = Math.toIntExact(shape.elements());
    int length = 2 * perImage * count;
    if (first < 0 || first + count > images) {
      throw new IllegalArgumentException(
          "The images [%d, %d) are not in %s, which holds %d."
              .formatted(first, first + count, path, images));
    }
    // Not by a positioned read: checksummed file systems open the file again for each of those.
    stream.seek(HEADER_BYTES + 2L * perImage * first);
    stream.readFully(buffer, 0, length);
    for (int i = 0, value = offset; i < length; i += 2, value++) {
      target[value] = Float.intBitsToFloat((short) BFLOAT16.get(buffer, i) << 16);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  private static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
