package org.codesign.integer;

import java.io.IOException;

/**
 * Codes of b bits one after the other without gaps, the lowest bit first, as two's complement: two
 * codes of four bits to a byte, eight codes of three bits to three bytes. The last byte is filled
 * with zeros.
 */
final class PackedCodes {

  private PackedCodes() {}

  /** The number of bytes that codes take, ceil(count * bits / 8). */
  static long bytes(long count, int bits) {
    return Math.addExact(Math.multiplyExact(count, (long) bits), 7) / Byte.SIZE;
  }

  /** Packs codes in [-2^(bits - 1), 2^(bits - 1) - 1]. */
  static byte[] pack(byte[] codes, int bits) {
    byte[] packed = new byte[Math.toIntExact(bytes(codes.length, bits))];
    int mask = (1 << bits) - 1;
    long at = 0;
    for (byte code : codes) {
      int place = (int) (at / Byte.SIZE);
      int value = (code & mask) << (at % Byte.SIZE);
      packed[place] |= (byte) value;
      if (value >> Byte.SIZE != 0) {
        packed[place + 1] |= (byte) (value >> Byte.SIZE);
      }
      at += bits;
    }
    return packed;
  }

  /**
   * Unpacks codes.
   *
   * @throws IOException if there are more or fewer bytes than the codes take
   */
  static byte[] unpack(byte[] packed, int count, int bits, String name) throws IOException {
    if (packed.length != bytes(count, bits)) {
      throw new IOException(
          "%d codes of %d bits of %s take %d bytes, not %d"
              .formatted(count, bits, name, bytes(count, bits), packed.length));
    }
    byte[] codes = new byte[count];
    int unused = Integer.SIZE - bits;
    long at = 0;
    for (int i = 0; i < count; i++) {
      int place = (int) (at / Byte.SIZE);
      int value = packed[place] & 0xff;
      if (place + 1 < packed.length) {
        value |= (packed[place + 1] & 0xff) << Byte.SIZE;
      }
      codes[i] = (byte) ((value >> (at % Byte.SIZE)) << unused >> unused);
      at += bits;
    }
    return codes;
  }
}
