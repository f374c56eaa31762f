package org.codesign.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.holdenkarau.spark.testing.JavaRDDComparisons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.distillation.BlockDistiller;
import org.codesign.distillation.TinyTeacher;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.quantization.BitWidths;
import org.codesign.sensitivity.BlockSensitivity;
import org.codesign.sensitivity.LayerSensitivity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** All stages that run on executors, on a Spark of two threads, in one and in four partitions. */
class SparkTasksTest {

  @RegisterExtension private static final LocalSpark LOCAL = new LocalSpark();

  private static final int IMAGES = 128;
  private static final int TRAINING = 96;
  private static final BitWidths FOUR = new BitWidths(4, 4);
  private static final List<BlockItem> BLOCKS =
      List.of(
          new BlockItem("b1", 0, TinyTeacher.FIRST, new ResidualConvolution(3, 1)),
          new BlockItem("b1", 0, TinyTeacher.FIRST, new DepthwiseSeparable(3)),
          new BlockItem("b1", 0, TinyTeacher.FIRST, new Skip()),
          new BlockItem("b2", 1, TinyTeacher.SECOND, new ResidualConvolution(3, 0.5)),
          new BlockItem("b2", 1, TinyTeacher.SECOND, new DepthwiseSeparable(5)));
  private static final List<FinalistItem> FINALISTS =
      List.of(
          new FinalistItem(
              "d1",
              List.of(BLOCKS.get(0), BLOCKS.get(3)),
              List.of(List.of(FOUR, BitWidths.EIGHT), List.of(BitWidths.EIGHT, FOUR))),
          new FinalistItem(
              "d2",
              List.of(BLOCKS.get(2), BLOCKS.get(4)),
              List.of(List.of(), List.of(BitWidths.EIGHT, BitWidths.EIGHT))));

  @TempDir private Path folder;

  private final ImageSet images = TinyTeacher.images(IMAGES, 1);
  private JavaSparkContext spark;
  private ResidualTeacher teacher;

  /** One run of all stages into its own folder. */
  private final class Stages {
    final FakeItemStore blocks;
    final FakeItemStore sensitivity;
    final FakeItemStore finalists;
    final List<BlockRecord> blockRecords;
    final List<SensitivityRecord> sensitivityRecords;
    final List<FinalistRecord> finalistRecords;

    Stages(String name, int partitions) {
      Path root = folder.resolve(name);
      blocks = new FakeItemStore(root.resolve("blocks"));
      sensitivity = new FakeItemStore(root.resolve("sensitivity"));
      finalists = new FakeItemStore(root.resolve("finalists"));
      String activations = root.resolve("activations").toString();
      Broadcast<TeacherTask.Context> teaching =
          spark.broadcast(new TeacherTask.Context(teacher, images, IMAGES, activations));
      spark.parallelize(List.of(0), 1).map(new TeacherTask(teaching)).collect();
      BlockTask.Context training =
          new BlockTask.Context(
              blocks,
              teacher,
              activations,
              IMAGES,
              new BlockDistiller.Settings(TRAINING, 2, 16, 0.01),
              11);
      blockRecords =
          spark
              .parallelize(BLOCKS, partitions)
              .map(new BlockTask(spark.broadcast(training)))
              .collect();
      SensitivityTask.Context measuring =
          new SensitivityTask.Context(
              blocks,
              sensitivity,
              training,
              new BlockSensitivity.Settings(8, 2, 8),
              List.of(4, 8),
              List.of(4, 8));
      sensitivityRecords =
          spark
              .parallelize(BLOCKS, partitions)
              .map(new SensitivityTask(spark.broadcast(measuring)))
              .collect();
      FinalistTask.Context finishing =
          new FinalistTask.Context(
              blocks,
              finalists,
              teacher,
              new SharedLayers(teacher.network().backbone(), teacher.weights()),
              new FinalistTask.Images(
                  images, TinyTeacher.images(64, 2), TinyTeacher.augmentation()),
              new FinalistTask.Settings(1, 16, 0.002, 11));
      finalistRecords =
          spark
              .parallelize(FINALISTS, partitions)
              .map(new FinalistTask(spark.broadcast(finishing)))
              .collect();
    }
  }

  @BeforeEach
  void trainATeacher() {
    spark = LOCAL.spark();
    teacher =
        new ResidualTeacher(
            TinyTeacher.network(), TinyTeacher.trained(images, 2), Normalization.of(images));
  }

  @Test
  void oneAndFourPartitionsGiveTheSameRecordsAndFiles() throws IOException {
    Stages one = new Stages("one", 1);
    Stages four = new Stages("four", 4);
    equalRecords(one.blockRecords, four.blockRecords);
    equalRecords(one.sensitivityRecords, four.sensitivityRecords);
    equalRecords(one.finalistRecords, four.finalistRecords);
    assertThat(four.blocks.contents()).isEqualTo(one.blocks.contents());
    assertThat(four.sensitivity.contents()).isEqualTo(one.sensitivity.contents());
    assertThat(four.finalists.contents()).isEqualTo(one.finalists.contents());
    everyItemIsStored(one);
    numbersMakeSense(one);
  }

  private <T> void equalRecords(List<T> one, List<T> four) {
    JavaRDDComparisons.assertRDDEqualsWithOrder(
        spark.parallelize(one, 2), spark.parallelize(four, 2));
  }

  private static void everyItemIsStored(Stages stages) throws IOException {
    for (int i = 0; i < BLOCKS.size(); i++) {
      String id = BLOCKS.get(i).id();
      assertThat(BlockTask.readRecord(stages.blocks, id)).isEqualTo(stages.blockRecords.get(i));
      assertThat(SensitivityTask.readRecord(stages.sensitivity, id))
          .isEqualTo(stages.sensitivityRecords.get(i));
    }
    for (int i = 0; i < FINALISTS.size(); i++) {
      assertThat(FinalistTask.readRecord(stages.finalists, FINALISTS.get(i).id()))
          .isEqualTo(stages.finalistRecords.get(i));
    }
    assertThat(stages.finalists.contents())
        .containsOnlyKeys(
            Stream.of("d1", "d2")
                .flatMap(
                    d ->
                        Stream.of(
                            d + "/finalist.json", d + "/ranges.json", d + "/weights.safetensors"))
                .toList());
  }

  private static void numbersMakeSense(Stages stages) {
    assertThat(stages.blockRecords).allMatch(BlockRecord::trained);
    assertThat(stages.blockRecords)
        .extracting(BlockRecord::weights)
        .containsExactly(288L, 52L, 0L, 4 * 4 * 9L + 4 * 8 * 9 + 4 * 8, 4 * 25L + 32);
    assertThat(stages.blockRecords).allMatch(r -> r.heldOutError() > 0 && r.heldOutError() < 10);
    assertThat(stages.sensitivityRecords)
        .extracting(r -> r.layers().size())
        .containsExactly(4, 4, 0, 5, 4);
    for (SensitivityRecord record : stages.sensitivityRecords) {
      for (LayerSensitivity layer : record.layers()) {
        assertThat(layer.omega().keySet()).containsExactly(4, 8);
      }
    }
    assertThat(stages.blockRecords.get(0).heldOutError()).isLessThan(1e-4);
    assertThat(stages.blockRecords.get(1).heldOutError()).isGreaterThan(1e-4);
    assertThat(stages.finalistRecords).allMatch(FinalistRecord::measured);
    assertThat(stages.finalistRecords)
        .allMatch(r -> r.quantizedAccuracy() >= 0.3 && r.quantizedAccuracy() <= 1);
  }

  @Test
  void aFailedBlockIsARecordAndAFailedFinalistToo() throws IOException {
    Stages stages = new Stages("run", 2);
    String activations = folder.resolve("run").resolve("activations").toString();
    FakeItemStore store = new FakeItemStore(folder.resolve("failed"));
    BlockTask.Context wild =
        new BlockTask.Context(
            store,
            teacher,
            activations,
            IMAGES,
            new BlockDistiller.Settings(TRAINING, 1, 16, 1e30),
            11);
    BlockRecord record =
        spark.parallelize(BLOCKS.subList(1, 2)).map(new BlockTask(spark.broadcast(wild))).first();
    assertThat(record.trained()).isFalse();
    // ReLU in oneDNN makes 0 of NaN, so that the weights may tell before the error does.
    assertThat(record.failure())
        .isIn("The training error became NaN.", "The trained weights are not finite.");
    assertThat(BlockTask.readRecord(store, "b1.separable-k3")).isEqualTo(record);
    assertThat(store.contents()).containsOnlyKeys("b1.separable-k3/block.json");
    FinalistTask.Context finishing =
        new FinalistTask.Context(
            stages.blocks,
            store,
            teacher,
            new SharedLayers(teacher.network().backbone(), teacher.weights()),
            new FinalistTask.Images(images, images, TinyTeacher.augmentation()),
            new FinalistTask.Settings(1, 16, 1e38, 11));
    FinalistRecord finalist =
        spark
            .parallelize(FINALISTS.subList(0, 1))
            .map(new FinalistTask(spark.broadcast(finishing)))
            .first();
    assertThat(finalist.measured()).isFalse();
    assertThat(finalist.failure()).isEqualTo("The fine-tuning loss became NaN.");
    assertThat(FinalistTask.readRecord(store, "d1")).isEqualTo(finalist);
  }
}
