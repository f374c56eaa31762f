package org.codesign.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageFolderTest {

  private static final String ITEM = "stage1.block1.residual-k3";

  @TempDir private Path folder;

  private StageFolder stage;
  private Path item;
  private byte[] weights;

  @BeforeEach
  void writeAnItem() {
    stage =
        new StageFolder(
            new org.apache.hadoop.fs.Path(folder.toString(), "blocks"), new Configuration(false));
    item = folder.resolve("blocks").resolve(ITEM);
    weights = new byte[200_000];
    new Random(5).nextBytes(weights);
    stage.write(ITEM, Map.of("weights.zip", weights, "score.json", "{}".getBytes(UTF_8)));
  }

  @Test
  void readsBackWhatWasWritten() {
    assertThat(stage.isFinished(ITEM)).isTrue();
    assertThat(stage.read(ITEM, "weights.zip")).isEqualTo(weights);
    assertThat(stage.finishedItems()).containsExactly(ITEM);
    assertThat(item.resolve("done.json"))
        .content()
        .startsWith(
            "{\"files\":{\"score.json\":{\"length-bytes\":2,\"sha256\":"
                // SHA-256 of "{}", as sha256sum prints it.
                + "\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"}");
  }

  @Test
  void anItemCutOffAtAnyFileIsNotFinished() throws IOException {
    byte[] record = Files.readAllBytes(item.resolve("done.json"));
    for (int length = 0; length < record.length; length++) {
      Files.write(item.resolve("done.json"), Arrays.copyOf(record, length));
      assertThat(stage.isFinished(ITEM)).as("record of %d bytes", length).isFalse();
    }
    Files.write(item.resolve("done.json"), record);
    assertThat(stage.isFinished(ITEM)).isTrue();
    Files.write(item.resolve("weights.zip"), Arrays.copyOf(weights, weights.length - 1));
    assertThat(stage.isFinished(ITEM)).isFalse();
    assertThat(stage.finishedItems()).isEmpty();
    assertThat(stage.begunItems()).containsExactly(ITEM);
    Files.delete(item.resolve("weights.zip"));
    assertThat(stage.isFinished(ITEM)).isFalse();
  }

  @Test
  void anItemWithAChangedByteIsNotFinishedAndNotRead() throws IOException {
    weights[weights.length / 2] ^= 1;
    Files.write(item.resolve("weights.zip"), weights);
    assertThat(stage.isFinished(ITEM)).isFalse();
    assertThatThrownBy(() -> stage.read(ITEM, "weights.zip"))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            "The file %s/weights.zip is not part of a finished item or is damaged."
                .formatted(item));
  }

  @Test
  void anItemIsNotFinishedWhileItIsWrittenAgain() throws IOException {
    stage.begin(ITEM);
    assertThat(stage.isFinished(ITEM)).isFalse();
    assertThat(item).doesNotExist();
    Files.createDirectories(item);
    Files.write(item.resolve("table.parquet"), new byte[] {1, 2, 3});
    stage.finish(ITEM, List.of("table.parquet"));
    assertThat(stage.isFinished(ITEM)).isTrue();
    assertThat(stage.read(ITEM, "table.parquet")).containsExactly(1, 2, 3);
  }

  @Test
  void writingAgainGivesTheSameRecord() throws IOException {
    byte[] record = Files.readAllBytes(item.resolve("done.json"));
    stage.write(ITEM, Map.of("score.json", "{}".getBytes(UTF_8), "weights.zip", weights));
    assertThat(item.resolve("done.json")).hasBinaryContent(record);
  }

  @Test
  void aFolderThatNeverWasHasNoItems() {
    StageFolder never =
        new StageFolder(
            new org.apache.hadoop.fs.Path(folder.toString(), "never"), new Configuration(false));
    assertThat(never.begunItems()).isEmpty();
    assertThat(never.finishedItems()).isEmpty();
  }

  @Test
  void anItemThatNeverWasIsNotFinished() {
    assertThat(stage.isFinished("other")).isFalse();
    assertThatThrownBy(() -> stage.finish("other", List.of("a")))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageStartingWith(
            "The item other of %s/blocks cannot be written: ".formatted(folder));
  }

  @Test
  void rejectsNamesThatLeaveTheFolder() {
    assertThatThrownBy(() -> stage.file("..", "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The name (..) must be");
    assertThatThrownBy(() -> stage.file("a", "b/c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The name (b/c) must be");
  }
}
