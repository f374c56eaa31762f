package org.codesign.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Seeds that depend on the run, the stage and the item, and on nothing else: not on a partition,
 * the order of tasks or the platform. The values are fixed for ever; a change would change every
 * result.
 */
public final class TaskSeed {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private TaskSeed() {}

  /**
   * The first 8 bytes, big-endian, of the SHA-256 of: the run seed (8 bytes, big-endian), the
   * number of bytes of the stage (4 bytes, big-endian), the stage and the item in UTF-8.
   */
  public static long of(long runSeed, String stage, String item) {
    byte[] stageBytes = stage.getBytes(StandardCharsets.UTF_8);
    ByteBuffer head = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
    head.putLong(runSeed).putInt(stageBytes.length);
    MessageDigest digest = Checksum.newDigest();
    digest.update(head.array());
    digest.update(stageBytes);
    digest.update(item.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  /**
   * A seed from a seed and two numbers, such as an epoch and an image, without taking memory:
   * mix(mix(mix(seed) + first) + second).
   */
  public static long of(long seed, long first, long second) {
    return mix(mix(mix(seed) + first) + second);
  }

  /**
   * The first output of SplitMix64 for a state: Steele, Lea, Flood, "Fast Splittable Pseudorandom
   * Number Generators", OOPSLA 2014, figure 17, with the constants of Stafford's variant 13.
   */
  static long mix(long state) {
    long z = state + GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
