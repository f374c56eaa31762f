package org.codesign.distillation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationStoreTest {

  private static final TensorShape SHAPE = TensorShape.image(2, 3, 1);
  private static final int PER_IMAGE = 6;
  private static final int IMAGES = 2 * ActivationStore.SHARD_IMAGES + 77;

  @TempDir private Path folder;

  private final Configuration hadoop = new Configuration(false);
  private final float[] values = exact(IMAGES * PER_IMAGE);

  /** Numbers of seven bits, which bfloat16 holds exactly. */
  private static float[] exact(int count) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (random.nextInt(256) - 128) / 16f;
    }
    return values;
  }

  private org.apache.hadoop.fs.Path root() {
    return new org.apache.hadoop.fs.Path(folder.toString());
  }

  private void write(int shard, int images, TensorShape shape) throws IOException {
    int perImage = (int) shape.elements();
    int first = shard * ActivationStore.SHARD_IMAGES * PER_IMAGE;
    float[] part = Arrays.copyOfRange(values, first, first + images * perImage);
    write(ActivationStore.shardPath(root(), shard), hadoop, shape, images, part);
  }

  /** Hadoop keeps checksums on a local disk; a file that came from elsewhere has none. */
  private void forgetChecksum() throws IOException {
    Files.delete(folder.resolve(".shard-00000.bin.crc"));
  }

  private void writeAll() throws IOException {
    write(0, ActivationStore.SHARD_IMAGES, SHAPE);
    write(1, ActivationStore.SHARD_IMAGES, SHAPE);
    write(2, 77, SHAPE);
  }

  private ActivationStore open() throws IOException {
    return ActivationStore.open(root(), IMAGES, hadoop);
  }

  @Test
  void readsBackWhatWasWrittenAcrossShards() throws IOException {
    writeAll();
    assertThat(ActivationStore.shards(IMAGES)).isEqualTo(3);
    try (ActivationStore store = open()) {
      assertThat(store.count()).isEqualTo(IMAGES);
      assertThat(store.shape()).isEqualTo(SHAPE);
      int[][] ranges = {
        {0, 1},
        {0, IMAGES},
        {1020, 8},
        {1023, 1026},
        {1024, 1024},
        {2040, 40},
        {IMAGES - 1, 1},
        {5, 0},
        {IMAGES, 0}
      };
      for (int[] range : ranges) {
        float[] found = new float[range[1] * PER_IMAGE];
        store.read(range[0], range[1], found);
        assertThat(found)
            .containsExactly(
                Arrays.copyOfRange(
                    values, range[0] * PER_IMAGE, (range[0] + range[1]) * PER_IMAGE));
      }
    }
  }

  @Test
  void leavesTheRestOfTheTargetAlone() throws IOException {
    writeAll();
    try (ActivationStore store = open()) {
      float[] target = new float[3 * PER_IMAGE];
      Arrays.fill(target, 99);
      store.read(2047, 2, target);
      assertThat(Arrays.copyOfRange(target, 2 * PER_IMAGE, 3 * PER_IMAGE)).containsOnly(99);
    }
  }

  @Test
  void refusesImagesThatAreNotThere() throws IOException {
    writeAll();
    try (ActivationStore store = open()) {
      float[] target = new float[100 * PER_IMAGE];
      assertThatThrownBy(() -> store.read(IMAGES - 10, 11, target))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("Range [2115, 2115 + 11) out of bounds for length 2125");
      assertThatThrownBy(() -> store.read(-1, 2, target))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("Range [-1, -1 + 2) out of bounds for length 2125");
    }
    assertThatThrownBy(() -> ActivationStore.open(root(), 0, hadoop))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The images (0) of an activation store must be at least 1.");
  }

  @Test
  void roundsToTheNearestBfloat16() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    int images = 500;
    float[] written = new float[images * PER_IMAGE];
    for (int i = 0; i < written.length; i++) {
      double magnitude = StrictMath.pow(2, random.nextDouble(-60, 60));
      written[i] = (float) (random.nextBoolean() ? magnitude : -magnitude);
    }
    write(ActivationStore.shardPath(root(), 0), hadoop, SHAPE, images, written);
    float[] found = new float[written.length];
    try (ActivationStore store = ActivationStore.open(root(), images, hadoop)) {
      store.read(0, images, found);
    }
    double worst = 0;
    for (int i = 0; i < found.length; i++) {
      assertThat(Float.floatToRawIntBits(found[i]) & 0xffff).isZero();
      double error = Math.abs((double) found[i] - written[i]);
      double below = Float.intBitsToFloat(Float.floatToRawIntBits(written[i]) & 0xffff0000);
      double above = Float.intBitsToFloat((Float.floatToRawIntBits(written[i]) | 0xffff) + 1);
      double nearest = Math.min(Math.abs(below - written[i]), Math.abs(above - written[i]));
      assertThat(error).isEqualTo(nearest);
      worst = Math.max(worst, error / Math.abs(written[i]));
    }
    assertThat(worst).isLessThanOrEqualTo(1 / 256.0).isGreaterThan(1 / 512.0);
  }

  @Test
  void tiesOfBfloat16GoToTheEvenOne() throws IOException {
    float[] written = {1 + 1 / 256f, 1 + 3 / 256f, -1 - 1 / 256f, 0, -0f, 3};
    write(ActivationStore.shardPath(root(), 0), hadoop, SHAPE, 1, written);
    float[] found = new float[PER_IMAGE];
    try (ActivationStore store = ActivationStore.open(root(), 1, hadoop)) {
      store.read(0, 1, found);
    }
    assertThat(found).containsExactly(1, 1 + 4 / 256f, -1, 0, -0f, 3);
  }

  @Test
  void theFileIsTheDocumentedOne() throws IOException {
    write(0, 2, SHAPE);
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("shard-00000.bin")))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.capacity()).isEqualTo(24 + 2 * 2 * PER_IMAGE);
    assertThat(new int[] {bytes.getInt(), bytes.getInt(), bytes.getInt()})
        .containsExactly(0x43444143, 1, 2);
    assertThat(new int[] {bytes.getInt(), bytes.getInt(), bytes.getInt()}).containsExactly(2, 3, 1);
    for (int i = 0; i < 2 * PER_IMAGE; i++) {
      assertThat(Float.intBitsToFloat(bytes.getShort() << 16)).isEqualTo(values[i]);
    }
  }

  @Test
  void rejectsAShardCutOffAnywhere() throws IOException {
    write(0, 3, SHAPE);
    Path file = folder.resolve("shard-00000.bin");
    byte[] whole = Files.readAllBytes(file);
    forgetChecksum();
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      String problem =
          length < 24
              ? " does not hold activations of version 1."
              : " has %d bytes where its header asks for 60: it is damaged.".formatted(length);
      assertThatThrownBy(() -> ActivationStore.open(root(), 3, hadoop))
          .isInstanceOf(IOException.class)
          .hasMessage("The file " + ActivationStore.shardPath(root(), 0) + problem);
    }
  }

  @Test
  void rejectsAChangedByteByItsChecksum() throws IOException {
    write(0, 3, SHAPE);
    Path file = folder.resolve("shard-00000.bin");
    byte[] damaged = Files.readAllBytes(file);
    damaged[40] ^= 1;
    Files.write(file, damaged);
    assertThatThrownBy(() -> ActivationStore.open(root(), 3, hadoop))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Checksum error: " + file);
  }

  @Test
  void rejectsDamagedHeaders() throws IOException {
    write(0, 3, SHAPE);
    Path file = folder.resolve("shard-00000.bin");
    byte[] whole = Files.readAllBytes(file);
    forgetChecksum();
    for (int field = 2; field < 6; field++) {
      for (int value : new int[] {0, -1, Integer.MIN_VALUE}) {
        byte[] damaged = whole.clone();
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(4 * field, value);
        Files.write(file, damaged);
        assertThatThrownBy(() -> ActivationStore.open(root(), 3, hadoop))
            .isInstanceOf(IOException.class)
            .hasMessage(
                "The header of the file " + ActivationStore.shardPath(root(), 0) + " is damaged.");
      }
    }
    byte[] huge = whole.clone();
    ByteBuffer header = ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN);
    for (int field = 2; field < 6; field++) {
      header.putInt(4 * field, Integer.MAX_VALUE);
    }
    Files.write(file, huge);
    assertThatThrownBy(() -> ActivationStore.open(root(), 3, hadoop))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("is damaged.");
    Files.write(file, "PK\3\4 another kind of file, long enough".getBytes(UTF_8));
    assertThatThrownBy(() -> ActivationStore.open(root(), 3, hadoop))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("shard-00000.bin does not hold activations of version 1.");
  }

  @Test
  void rejectsShardsThatDoNotBelongTogether() throws IOException {
    writeAll();
    write(1, 1000, SHAPE);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The file %s must hold activations of 1024 images [1, 2, 3, 1], not of 1000 images"
                    .formatted(ActivationStore.shardPath(root(), 1))
                + " [1, 2, 3, 1].");
    write(1, 1024, TensorShape.image(6, 1, 1));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("images [1, 2, 3, 1], not of 1024 images [1, 6, 1, 1].");
  }

  @Test
  void rejectsAMissingShard() throws IOException {
    writeAll();
    Files.delete(folder.resolve("shard-00002.bin"));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("shard-00002.bin does not exist");
  }

  private static void write(
      org.apache.hadoop.fs.Path path,
      Configuration hadoop,
      TensorShape shape,
      int images,
      float[] values)
      throws IOException {
    try (ActivationShard.Writer writer = new ActivationShard.Writer(path, hadoop, shape, images)) {
      int half = images / 2 * Math.toIntExact(shape.elements());
      writer.append(Arrays.copyOfRange(values, 0, half));
      writer.append(Arrays.copyOfRange(values, half, values.length));
    }
  }
}
