package org.codesign.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.codesign.data.CifarBinarySource;
import org.codesign.data.ClassLimit;
import org.codesign.data.DataException;
import org.codesign.data.Datasets;
import org.codesign.data.ImageSet;
import org.codesign.graph.GraphEngine;
import org.codesign.graph.SampleLoss;
import org.junit.jupiter.api.Test;

/** The real ResNet-20, where it is: beside the repository or where the variable says. */
class RawResNetTest {

  private static final String VARIABLE = "CODESIGN_SHARED_DATA";

  private static String shared(String name) {
    String folder = System.getenv().getOrDefault(VARIABLE, "../../shared/data");
    Path file = Path.of(folder, name).toAbsolutePath().normalize();
    assumeTrue(
        Files.isRegularFile(file),
        "skipped: running the ResNet-20 of " + file + ", which is missing; set " + VARIABLE);
    return file.toString();
  }

  @Test
  void classifiesImages() {
    Configuration configuration = new Configuration();
    ImportedModel imported =
        ImportedModel.open(shared("resnet20_cifar10_weights.index.json"), configuration);
    ImageSet images =
        Datasets.read(
            new CifarBinarySource(List.of(shared("cifar10-lossless-4000.bin.gz"))),
            new ClassLimit(20),
            configuration);
    float[] pixels = new float[200 * 3072];
    for (int i = 0; i < 200; i++) {
      images.copyNormalised(i, pixels, i * 3072, imported.normalization().orElseThrow());
    }
    for (var model : List.of(imported.model(), imported.model().fold())) {
      try (GraphEngine engine = new GraphEngine(model, new SampleLoss.CrossEntropy(10))) {
        assertThat(engine.layers()).hasSize(22);
        assertThat(engine.layers().stream().mapToLong(it -> it.parameters()).sum())
            .isEqualTo(270_896);
        float[] logits = engine.forward(pixels, 200);
        int right = 0;
        for (int i = 0; i < 200; i++) {
          int best = 0;
          for (int j = 1; j < 10; j++) {
            best = logits[i * 10 + j] > logits[i * 10 + best] ? j : best;
          }
          right += best == images.label(i) ? 1 : 0;
        }
        assertThat(right).isGreaterThanOrEqualTo(176);
      }
    }
  }

  @Test
  void rejectsTensorsOutsideTheFile() {
    String json =
        """
        {"data_file": "x.bin",
         "tensors": [{"name": "conv1.weight", "offset_bytes": 8, "count": 432}],
         "model": {"layers": [{"name": "conv1", "cout": 16, "k": 3, "stride": 1, "pad": 1}]}}
        """;
    RawIndex index = RawIndex.parse(json.getBytes(StandardCharsets.UTF_8), "x.json");
    assertThatThrownBy(() -> new RawResNet(index, new byte[100]).read())
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The tensor conv1.weight of x.json (432 values at byte 8) must lie in the data file of"
                + " 100 bytes.");
  }
}
