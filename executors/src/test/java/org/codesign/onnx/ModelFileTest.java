package org.codesign.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.codesign.data.DataException;
import org.codesign.graph.ActivationFunction;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphSamples;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.sensitivity.LossKind;
import org.codesign.sensitivity.NetworkFacts.BatchNorm;
import org.codesign.sensitivity.OpenNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

  private static final int[] LABELS = {2, 0};

  @TempDir private Path folder;

  private final Configuration hadoop = new Configuration();
  private final GraphModel model =
      GraphSamples.model(GraphSamples.everything(ActivationFunction.RELU), 11);
  private final float[] images = GraphSamples.normal(2 * 108, new SplittableRandom(1));

  private String written(GraphModel network) throws IOException {
    Path file = folder.resolve("network.onnx");
    Files.write(file, OnnxSamples.write(network, OnnxSamples.Constants.INITIALIZERS).toByteArray());
    return file.toString();
  }

  private OpenNetwork open(String path, boolean folded, LossKind loss) {
    return new ModelFile(path, folded, loss, Optional.empty()).open(hadoop);
  }

  @Test
  void foldedAndRawNetworksAreTheSameFunction() throws IOException {
    String path = written(model);
    try (OpenNetwork raw = open(path, false, LossKind.TASK);
        OpenNetwork folded = open(path, true, LossKind.TASK)) {
      double expected = raw.curvature().batch(images, LABELS, 2);
      assertThat(folded.curvature().batch(images, LABELS, 2))
          .isCloseTo(expected, within(1e-4 * expected));
      assertThat(raw.facts().batchNorm()).isEqualTo(BatchNorm.RAW);
      assertThat(folded.facts().batchNorm()).isEqualTo(BatchNorm.FOLDED);
      assertThat(folded.batchNorms()).isPresent();
      assertThat(raw.facts().classes()).isEqualTo(GraphSamples.CLASSES);
      // The stem: 4 channels of 3 x 3 x 3 weights on 6 x 6 pixels.
      assertThat(raw.facts().macs()).hasSize(raw.curvature().layers().size()).startsWith(3888L);
    }
  }

  @Test
  void givesWhatLayersReadAndLossesWithoutDerivatives() throws IOException {
    try (OpenNetwork network = open(written(model), false, LossKind.TASK)) {
      double loss = network.curvature().batch(images, LABELS, 2);
      assertThat(network.input(0)).containsExactly(images);
      assertThat(network.curvature().loss(images, LABELS, 2)).isEqualTo(loss);
    }
  }

  @Test
  void distillationIsTheDistanceToTheAnswersOfItsOwnWeights() throws IOException {
    try (OpenNetwork network = open(written(model), false, LossKind.DISTILLATION)) {
      assertThat(network.curvature().batch(images, LABELS, 2)).isZero();
      float[] before = network.curvature().logits();
      float[] weights = network.curvature().weights(0);
      network.curvature().setWeights(0, new float[weights.length]);
      double distance = network.curvature().loss(images, LABELS, 2);
      float[] after = network.curvature().logits();
      double expected = 0;
      for (int i = 0; i < after.length; i++) {
        double difference = (double) after[i] - before[i];
        expected += difference * difference / GraphSamples.CLASSES;
      }
      assertThat(distance).isPositive().isCloseTo(expected, within(1e-5 * expected));
    }
  }

  @Test
  void networksWithoutNormalisationHaveNoneToMatch() throws IOException {
    try (OpenNetwork network = open(written(model.fold()), true, LossKind.TASK)) {
      assertThat(network.facts().batchNorm()).isEqualTo(BatchNorm.NONE);
      assertThat(network.batchNorms()).isEmpty();
    }
  }

  @Test
  void rejectsWeightsThatAreNoNumbers() throws IOException {
    String path = written(model);
    model.weights().get("stem", Role.WEIGHTS)[1] = Float.NaN;
    String broken = written(model);
    assertThat(broken).isEqualTo(path);
    assertThatThrownBy(() -> open(broken, false, LossKind.TASK))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("The network \\S+: The node \\S+ has the value NaN in its WEIGHTS\\.");
  }

  @Test
  void rejectsTruncatedFiles() throws IOException {
    Path file = Path.of(written(model));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> open(file.toString(), false, LossKind.TASK))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("The file " + file + " is no ONNX model: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aDataFileFindsItsIndexOrTheOnlyOneBesideIt() throws IOException {
    Path index = folder.resolve("x.index.json");
    Files.writeString(index, "{\"data_file\": \"x.bin\"}");
    String other = folder.resolve("y.bin").toString();
    assertThat(RawFiles.of(other, hadoop).index().getName()).isEqualTo("x.index.json");
    assertThat(RawFiles.of(index.toString(), hadoop).data().getName()).isEqualTo("x.bin");
    assertThat(new ModelFile(other, false, LossKind.TASK, Optional.empty()).companions(hadoop))
        .hasSize(1);
    Files.writeString(folder.resolve("z.index.json"), "{}");
    assertThatThrownBy(() -> RawFiles.of(other, hadoop))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The data file %s must have an index y.index.json or just one *.index.json beside it,"
                + " not 2.",
            other);
    Files.writeString(folder.resolve("y.index.json"), "{}");
    assertThat(RawFiles.of(other, hadoop).index().getName()).isEqualTo("y.index.json");
  }
}
