package org.codesign.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that refuses to give more than a number of bytes in all, and more than a number of bytes
 * since the last call of {@link #allow}: the guard against files that decompress without end and
 * against archive headers that ask for any amount of memory.
 */
final class BudgetedInputStream extends FilterInputStream {

  private final String location;
  private final long totalBytes;
  private long totalLeftBytes;
  private long stepBytes = Long.MAX_VALUE;
  private long stepLeftBytes = Long.MAX_VALUE;

  BudgetedInputStream(String location, InputStream stream, long totalBytes) {
    super(stream);
    this.location = location;
    this.totalBytes = totalBytes;
    this.totalLeftBytes = totalBytes;
  }

  /** Sets how many bytes may be read until the next call. */
  void allow(long bytes) {
    stepBytes = bytes;
    stepLeftBytes = bytes;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    consume(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    consume(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = in.skip(bytes);
    consume(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void consume(long bytes) {
    totalLeftBytes -= bytes;
    stepLeftBytes -= bytes;
    if (totalLeftBytes < 0) {
      throw new DataException(
          "The file %s holds more than %d bytes after decompression, the limit of one file."
              .formatted(location, totalBytes));
    }
    if (stepLeftBytes < 0) {
      throw new DataException(
          "The archive %s has an entry whose header is larger than %d bytes."
              .formatted(location, stepBytes));
    }
  }
}
