package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.codesign.config.ConfigurationException;
import org.codesign.data.Augmentation;
import org.codesign.data.DataException;
import org.codesign.data.Flip;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.space.Position;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A random network of two blocks as raw tensors with batch normalisation. */
class TeacherImportTest {

  private static final TensorShape IMAGE = TensorShape.image(3, 32, 32);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ByteBuffer data = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
  private final ArrayNode tensors = JSON.arrayNode();
  private final ArrayNode layers = JSON.arrayNode();
  private final SplittableRandom random = new SplittableRandom(9);
  @TempDir private Path folder;
  private String model = "";

  private static Network network(int wide) {
    Layer stem = Layer.convolution("stem", IMAGE, 4, Window.same(3, 1));
    BlockGeometry first = BlockGeometry.of(stem.output(), 4, 1);
    BlockGeometry second = BlockGeometry.of(first.output(), wide, 2);
    Backbone backbone = new Backbone(IMAGE, stem, List.of(first, second), 3);
    return TeacherModel.network(
        backbone,
        List.of(
            new Position("a", first, List.of(new ResidualConvolution(3, 1))),
            new Position("b", second, List.of(new ResidualConvolution(3, 1)))));
  }

  private SearchImages images() {
    byte[] pixels = new byte[20 * 3072];
    new SplittableRandom(4).nextBytes(pixels);
    ImageSet set = new ImageSet(IMAGE, pixels, new int[20], List.of("x", "y", "z"));
    Augmentation none = Augmentation.withMeanPadding(IMAGE, 0, Flip.NONE);
    return new SearchImages(set, set, none, Map.of());
  }

  @BeforeEach
  void write() throws IOException {
    convolution("conv1", "bn1", 3, 4, 3, 1);
    convolution("layer1.0.conv1", "layer1.0.bn1", 4, 4, 3, 1);
    convolution("layer1.0.conv2", "layer1.0.bn2", 4, 4, 3, 1);
    convolution("layer2.0.conv1", "layer2.0.bn1", 4, 8, 3, 2);
    convolution("layer2.0.conv2", "layer2.0.bn2", 8, 8, 3, 1);
    convolution("layer2.0.downsample.0", "layer2.0.downsample.1", 4, 8, 1, 2);
    tensor("fc.weight", 24, 0.5f, -0.25f);
    tensor("fc.bias", 3, 0.5f, 0);
    ObjectNode index = JSON.objectNode().put("data_file", "net.bin");
    index.set("tensors", tensors);
    index.putObject("model").set("layers", layers);
    Path file = folder.resolve("net.index.json");
    Files.writeString(file, index.toString());
    Files.write(folder.resolve("net.bin"), java.util.Arrays.copyOf(data.array(), data.position()));
    model = file.toString();
  }

  private void convolution(String name, String norm, int in, int out, int kernel, int stride) {
    layers
        .addObject()
        .put("name", name)
        .put("cout", out)
        .put("k", kernel)
        .put("stride", stride)
        .put("pad", kernel / 2);
    tensor(name + ".weight", in * out * kernel * kernel, 0.5f, -0.25f);
    tensor(norm + ".weight", out, 1, 0.5f);
    tensor(norm + ".bias", out, 1, -0.5f);
    tensor(norm + ".running_mean", out, 1, -0.5f);
    tensor(norm + ".running_var", out, 1, 0.5f);
  }

  private void tensor(String name, int count, float range, float least) {
    tensors.addObject().put("name", name).put("offset_bytes", data.position()).put("count", count);
    for (int i = 0; i < count; i++) {
      data.putFloat(least + range * (float) random.nextDouble());
    }
  }

  @Test
  void aTeacherComesBackFromItsFilesAsItWasImported() {
    TeacherModel imported =
        new TeacherImport(model, Optional.empty()).read(network(8), images(), new Configuration());
    assertThat(imported.teacher().normalization().means()).containsExactly(0.4914, 0.4822, 0.4465);
    TeacherModel read =
        TeacherModel.read(
            imported.weightsFile(), imported.manifestFile(20, Map.of()), network(8), "t");
    assertThat(read.accuracy()).isEqualTo(imported.accuracy());
    assertThat(read.weightsFile()).isEqualTo(imported.weightsFile());
  }

  @Test
  void layersHaveTheNamesOfTheFileToo() {
    assertThat(new TeacherImport(model, Optional.empty()).names(network(8), new Configuration()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "stem", "conv1",
                "a.conv1", "layer1.0.conv1",
                "a.conv2", "layer1.0.conv2",
                "b.conv1", "layer2.0.conv1",
                "b.conv2", "layer2.0.conv2",
                "b.projection", "layer2.0.downsample.0",
                "classifier", "fc"));
  }

  @Test
  void theGivenNormalizationCountsMore() {
    Normalization mine = new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.2, 0.2, 0.2));
    TeacherModel imported =
        new TeacherImport(model, Optional.of(mine)).read(network(8), images(), new Configuration());
    assertThat(imported.teacher().normalization()).isEqualTo(mine);
  }

  @Test
  void refusesANormalizationOfOtherChannels() {
    Normalization grey = new Normalization(List.of(0.5), List.of(0.2));
    assertThatThrownBy(
            () ->
                new TeacherImport(model, Optional.of(grey))
                    .read(network(8), images(), new Configuration()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("--means: the images have 3 channels, not 1");
  }

  @Test
  void refusesAnotherNetworkInOneLine() {
    assertThatThrownBy(
            () ->
                new TeacherImport(model, Optional.empty())
                    .read(network(16), images(), new Configuration()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The network %s must have one convolution (3 x 3, stride 2, padding 1) to 16 channels for the teacher's b.conv1 after layer1.0.relu, but has 0."
                .formatted(model));
  }
}
