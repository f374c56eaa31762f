package org.codesign.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The native memory of a program. While the program is planned, buffers are taken and given back; a
 * buffer that was given back is used again for the next tensor of its size, the most recent first,
 * since that is still in the cache. Memory itself is taken once, at the end of the planning.
 */
final class DnnlBuffers implements AutoCloseable {

  private static final int ALIGNMENT = 64;

  private final Map<Long, Deque<Buffer>> free = new HashMap<>();
  private final List<Buffer> all = new ArrayList<>();

  /** A piece of memory with the number of tensors that live in it. */
  static final class Buffer {
    private final long bytes;
    private BytePointer pointer = new BytePointer();
    private int uses;

    private Buffer(long bytes) {
      this.bytes = bytes;
    }

    /** Whether nobody else needs what is in the buffer. */
    boolean isExclusive() {
      return uses == 1;
    }

    private long address() {
      return (pointer.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
  }

  /** A buffer of its own for a new tensor. */
  Buffer take(long bytes) {
    Deque<Buffer> ready = free.computeIfAbsent(bytes, size -> new ArrayDeque<>());
    Buffer buffer = ready.isEmpty() ? fresh(bytes) : ready.pop();
    buffer.uses = 1;
    return buffer;
  }

  /** A buffer for one tensor alone: zero at first, and never given back. */
  Buffer keep(long bytes) {
    Buffer buffer = fresh(bytes);
    buffer.uses = 1;
    return buffer;
  }

  private Buffer fresh(long bytes) {
    Buffer buffer = new Buffer(bytes);
    all.add(buffer);
    return buffer;
  }

  /** Another tensor lives in the buffer. */
  void share(Buffer buffer) {
    buffer.uses++;
  }

  /** A tensor is not needed any more. */
  void release(Buffer buffer) {
    if (--buffer.uses == 0) {
      free.get(buffer.bytes).push(buffer);
    }
  }

  /** Takes the memory; tensors are bound to their addresses afterwards. */
  void allocate() {
    for (Buffer buffer : all) {
      buffer.pointer = new BytePointer(buffer.bytes + ALIGNMENT);
      Pointer.memset(buffer.pointer, 0, buffer.bytes + ALIGNMENT);
    }
  }

  /** The first byte of a buffer. */
  long address(Buffer buffer) {
    return buffer.address();
  }

  @Override
  public void close() {
    all.forEach(buffer -> buffer.pointer.close());
  }
}
