package org.codesign.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IntegerEngineTest {

  private static final int IMAGES = 3;
  private static final int NETWORKS = 12;

  @ParameterizedTest
  @EnumSource(Arithmetic.class)
  void computesWhatTheDefinitionsSay(Arithmetic arithmetic) {
    for (int seed = 0; seed < NETWORKS; seed++) {
      RandomNetworks networks = new RandomNetworks(seed);
      QuantizedNetwork quantized = networks.next();
      IntegerNetwork network = IntegerConversion.convert(quantized);
      byte[] images = networks.images(quantized.network(), IMAGES);
      int[] logits;
      try (IntegerEngine engine = new IntegerEngine(network, arithmetic)) {
        logits = engine.logits(images, IMAGES);
      }
      assertThat(logits).isEqualTo(naive(network, images));
    }
  }

  @Test
  void tilesDoNotMatter() {
    RandomNetworks networks = new RandomNetworks(99);
    QuantizedNetwork quantized = networks.next();
    int count = 150;
    byte[] images = networks.images(quantized.network(), count);
    int size = images.length / count;
    try (IntegerEngine engine = new IntegerEngine(IntegerConversion.convert(quantized))) {
      int[] together = engine.logits(images, count);
      int classes = together.length / count;
      for (int image = count - 1; image >= 0; image -= 7) {
        byte[] one = Arrays.copyOfRange(images, image * size, (image + 1) * size);
        assertThat(engine.logits(one, 1))
            .isEqualTo(Arrays.copyOfRange(together, image * classes, (image + 1) * classes));
      }
      assertThat(engine.classify(images, count)).hasSize(count);
    }
  }

  @Test
  void theFileGivesTheSameNetwork() throws IOException {
    for (int seed = 0; seed < NETWORKS; seed++) {
      RandomNetworks networks = new RandomNetworks(seed);
      QuantizedNetwork quantized = networks.next();
      IntegerNetwork network = IntegerConversion.convert(quantized);
      byte[] file = IntegerFile.write(network);
      IntegerNetwork again = IntegerFile.read(file, "file");
      byte[] images = networks.images(quantized.network(), IMAGES);
      assertThat(naive(again, images)).isEqualTo(naive(network, images));
      assertThat(IntegerFile.write(again)).isEqualTo(file);
      assertThat(again.steps()).isEqualTo(network.steps());
    }
  }

  @Test
  void everyAccumulatorStaysWithinItsBound() {
    for (int seed = 0; seed < NETWORKS; seed++) {
      RandomNetworks networks = new RandomNetworks(seed);
      QuantizedNetwork quantized = networks.next();
      IntegerNetwork network = IntegerConversion.convert(quantized);
      NaiveIntegerNetwork naive = new NaiveIntegerNetwork(network);
      var unused = naive.logits(networks.images(quantized.network(), 1), 0);
      for (IntegerOperation operation : network.operations()) {
        long[] bounds = AccumulatorBounds.of(network, operation.output());
        long[] values = naive.values(operation.output().name());
        int plane = values.length / bounds.length;
        for (int i = 0; i < values.length; i++) {
          assertThat(Math.abs(values[i])).isLessThanOrEqualTo(bounds[i / plane]);
        }
      }
    }
  }

  @Test
  void whatCouldOverflowIsRefused() {
    Layer layer = Layer.linear("big", 70_000, 2);
    byte[] weights = new byte[140_000];
    Arrays.fill(weights, (byte) 127);
    List<IntegerOperation> operations = new ArrayList<>();
    TensorShape shape = layer.input();
    operations.add(
        new Lookup(
            new IntegerTensor("codes", shape, CodeRange.unsigned(8)),
            IntegerNetwork.IMAGE,
            new byte[256 * 70_000]));
    operations.add(new Convolution("codes", layer, 8, weights, new int[2]));
    assertThatThrownBy(() -> new IntegerNetwork(shape, logits(operations, "big"), Map.of()))
        .hasMessage(
            "The accumulator of channel 0 of big could reach 2266950000, beyond the 32 bits'"
                + " 2147483647.");
  }

  @Test
  void operationsMustFitEachOther() {
    TensorShape shape = TensorShape.image(1, 4, 4);
    Lookup lookup =
        new Lookup(
            new IntegerTensor("codes", shape, CodeRange.signed(8)),
            IntegerNetwork.IMAGE,
            new byte[256]);
    Layer layer = Layer.convolution("stem", TensorShape.image(1, 5, 5), 1, Window.same(3, 1));
    Convolution other = new Convolution("codes", layer, 8, new byte[9], new int[1]);
    assertThatThrownBy(() -> new IntegerNetwork(shape, List.of(lookup, other), Map.of()))
        .hasMessageStartingWith("stem, [1, 1, 5, 5], cannot read codes, [1, 1, 4, 4]");
    assertThatThrownBy(() -> new IntegerNetwork(shape, List.of(other), Map.of()))
        .hasMessage("stem reads codes, which nothing before it computes.");
    assertThatThrownBy(
            () ->
                new Convolution("x", layer, 4, new byte[] {8, 0, 0, 0, 0, 0, 0, 0, 0}, new int[1]))
        .hasMessage("A weight (8) of stem is beyond its 4 bits, [-7, 7].");
  }

  private static List<IntegerOperation> logits(List<IntegerOperation> operations, String last) {
    List<IntegerOperation> all = new ArrayList<>(operations);
    IntegerTensor accumulators = operations.get(operations.size() - 1).output();
    all.add(
        new Rescale(
            new IntegerTensor(IntegerNetwork.LOGITS, accumulators.shape(), CodeRange.INT32),
            List.of(new Rescale.Term(last, List.of(DyadicScale.of(1))))));
    return all;
  }

  private static int[] naive(IntegerNetwork network, byte[] images) {
    return IntStream.range(0, IMAGES)
        .mapToObj(image -> new NaiveIntegerNetwork(network).logits(images, image))
        .flatMapToInt(logits -> Arrays.stream(logits).mapToInt(Math::toIntExact))
        .toArray();
  }
}
