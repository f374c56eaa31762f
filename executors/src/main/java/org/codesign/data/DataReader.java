package org.codesign.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads exact numbers of bytes of a decompressed file and says which file is at fault. */
final class DataReader implements AutoCloseable {

  /** DEFLATE makes at most 1032 bytes out of one (zlib's technical notes, "Maximum expansion"). */
  private static final long LARGEST_EXPANSION = 1032;

  private final DataFile file;
  private final InputStream stream;
  private long positionBytes;

  DataReader(DataFile file, InputStream stream) {
    this.file = file;
    this.stream = stream;
  }

  /**
   * Refuses a header that promises more bytes than the file can hold, even if it is compressed.
   *
   * @param promisedBytes the size of the content as the header has it
   */
  void requirePossible(long promisedBytes) {
    long stored = file.lengthBytes();
    if (promisedBytes / LARGEST_EXPANSION > stored) {
      throw new DataException(
          "The header of %s promises %d bytes, more than a file of %d bytes can hold."
              .formatted(file.location(), promisedBytes, stored));
    }
  }

  /** A big-endian number of four bytes. */
  int readInt() {
    byte[] bytes = new byte[Integer.BYTES];
    readExactly(bytes, 0, bytes.length);
    return ByteBuffer.wrap(bytes).getInt();
  }

  void readExactly(byte[] target, int offset, int length) {
    int read = readUpTo(target, offset, length);
    if (read < length) {
      throw endsEarly(positionBytes - read + length);
    }
  }

  /** Reads as many bytes as there are, at most length, and returns their number. */
  int readUpTo(byte[] target, int offset, int length) {
    try {
      int read = stream.readNBytes(target, offset, length);
      positionBytes += read;
      return read;
    } catch (EOFException e) {
      throw truncated(e);
    } catch (IOException e) {
      throw DataException.unreadable(file.location(), e);
    }
  }

  void skipExactly(long bytes) {
    long end = positionBytes + bytes;
    try {
      while (positionBytes < end) {
        long skipped = stream.skip(end - positionBytes);
        if (skipped == 0 && stream.read() < 0) {
          throw endsEarly(end);
        }
        positionBytes += Math.max(1, skipped);
      }
    } catch (EOFException e) {
      throw truncated(e);
    } catch (IOException e) {
      throw DataException.unreadable(file.location(), e);
    }
  }

  /** Refuses bytes after the content that the header promised. */
  void requireEnd() {
    if (readUpTo(new byte[1], 0, 1) > 0) {
      throw new DataException(
          "The file %s goes on after the %d bytes that its header promises."
              .formatted(file.location(), positionBytes - 1));
    }
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw DataException.unreadable(file.location(), e);
    }
  }

  private DataException endsEarly(long expectedBytes) {
    return new DataException(
        "The file %s ends after %d bytes, where at least %d were expected."
            .formatted(file.location(), positionBytes, expectedBytes));
  }

  private DataException truncated(EOFException cause) {
    return new DataException(
        "The compressed file %s is truncated: it ends after about %d bytes of content."
            .formatted(file.location(), positionBytes),
        cause);
  }
}
