package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NaiveNetwork;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class TeacherActivationsTest {

  private static final Network NETWORK = TinyTeacher.network();
  private static final ConvolutionStyle FOLDED = new ConvolutionStyle.Folded();

  @TempDir private Path folder;

  private final Configuration hadoop = new Configuration(false);
  private final ImageSet images = TinyTeacher.images(150, 3);
  private final Normalization normalization = Normalization.of(images);
  private final NetworkWeights weights = TinyTeacher.trained(images, 1);

  private org.apache.hadoop.fs.Path write(String name, int total, int shards) throws IOException {
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(folder.resolve(name).toString());
    TeacherActivations teacher = new TeacherActivations(new NetworkTeacher(NETWORK, weights));
    for (int shard = 0; shard < shards; shard++) {
      teacher.writeShard(new ImageBatches(images, normalization), total, shard, root, hadoop);
    }
    return root;
  }

  /** Every boundary of one image by loops. */
  private List<float[]> boundaries(int image) {
    float[] at = new float[64];
    images.copyNormalised(image, at, 0, normalization);
    at =
        NaiveNetwork.convolution(
            NETWORK.backbone().stem(), weights.layer("stem"), FOLDED, "stem", at);
    for (int i = 0; i < at.length; i++) {
      at[i] = Math.max(0, at[i]);
    }
    List<float[]> result = new ArrayList<>(List.of(at));
    for (Network.NamedBlock block : NETWORK.blocks()) {
      BlockStructure structure = block.structure();
      Map<String, LayerWeights> own = new LinkedHashMap<>();
      for (Layer layer : structure.weightedLayers()) {
        own.put(layer.name(), weights.layer(block.layerName(layer)));
      }
      at = NaiveNetwork.block(structure, new NetworkWeights(own), FOLDED, "", at);
      result.add(at);
    }
    return result;
  }

  @Test
  void boundariesAreThoseOfTheNaiveNetwork() throws IOException {
    int total = 100;
    org.apache.hadoop.fs.Path root = write("a", total, 1);
    for (int boundary = 0; boundary <= 2; boundary++) {
      try (ActivationStore store =
          ActivationStore.open(TeacherActivations.boundaryFolder(root, boundary), total, hadoop)) {
        for (int image : new int[] {0, 1, 63, 64, 99}) {
          float[] expected = boundaries(image).get(boundary);
          float[] found = new float[expected.length];
          store.read(image, 1, found);
          for (int i = 0; i < found.length; i++) {
            double bound = 1e-4 + Math.abs(expected[i]) / 256.0;
            assertThat((double) found[i]).isCloseTo(expected[i], within(bound));
          }
        }
      }
    }
  }

  @Test
  void theSameImagesGiveTheSameFiles() throws IOException {
    write("one", 150, 1);
    write("two", 150, 1);
    for (String boundary : List.of("boundary-00", "boundary-01", "boundary-02")) {
      Path file = Path.of(boundary, "shard-00000.bin");
      assertThat(folder.resolve("two").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("one").resolve(file));
    }
    try (var files = Files.list(folder.resolve("one"))) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void theGainIsPositiveAndTheSameEveryTime() throws IOException {
    org.apache.hadoop.fs.Path root = write("gain", 150, 1);
    NetworkTeacher teacher = new NetworkTeacher(NETWORK, weights);
    INDArray batch = new ImageBatches(images, normalization).load(0, 100);
    for (int boundary = 0; boundary <= 2; boundary++) {
      try (ActivationStore store =
              ActivationStore.open(TeacherActivations.boundaryFolder(root, boundary), 150, hadoop);
          OpenTeacher.Tail tail = teacher.tail(boundary, batch)) {
        double gain = BoundaryGain.measure(tail, store, 100, 5);
        assertThat(gain).isPositive().isFinite();
        assertThat(BoundaryGain.measure(tail, store, 100, 5)).isEqualTo(gain);
        assertThat(BoundaryGain.measure(tail, store, 100, 6)).isNotEqualTo(gain);
      }
    }
  }

  @Test
  void samplesAreEvenlySpaced() {
    float[] values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertThat(Sampling.every(values, 3)).containsExactly(0, 3, 6);
    assertThat(Sampling.every(values, 6)).hasSize(10);
    assertThat(Sampling.every(values, 100)).containsExactly(values);
    assertThat(Sampling.every(new float[0], 3)).isEmpty();
  }
}
