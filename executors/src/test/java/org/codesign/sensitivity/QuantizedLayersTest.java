package org.codesign.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.codesign.sensitivity.QuantizedLayers.Sums;
import org.junit.jupiter.api.Test;

class QuantizedLayersTest {

  private final TinyNetwork network = new TinyNetwork(6, 5, 4, 3);
  private final ImageShard shard = CurvatureTest.shards(1, 40).get(0);

  @Test
  void manyBitsChangeLittleFewBitsMoreAndTheWeightsComeBack() {
    QuantizedLayers layers = new QuantizedLayers(network, shard);
    float[] before = network.weights(0);
    List<Sums> sums = layers.weights(0, List.of(2, 4, 8));
    assertThat(network.weights(0)).containsExactly(before);
    assertThat(sums)
        .extracting(Sums::divergence)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(sums.get(2).divergence()).isBetween(0.0, 0.01 * sums.get(0).divergence());
    assertThat(sums.get(2).loss()).isCloseTo(layers.original().loss(), within(0.1));
    assertThat(shard.run(network)).isEqualTo(layers.original().loss());
  }

  @Test
  void inputsAreQuantizedAloneAndRestored() {
    QuantizedLayers layers = new QuantizedLayers(network, shard);
    List<InputQuantizer> quantizers =
        List.of(
            InputQuantizer.fitted(network.input(1), 2), InputQuantizer.fitted(network.input(1), 8));
    List<Sums> sums = layers.inputs(1, quantizers);
    assertThat(sums.get(0).divergence()).isGreaterThan(sums.get(1).divergence());
    assertThat(shard.run(network)).isEqualTo(layers.original().loss());
    assertThat(layers.all(8, List.of()).divergence()).isPositive();
    assertThat(shard.run(network)).isEqualTo(layers.original().loss());
  }

  @Test
  void theDivergenceIsThatOfTheDefinition() {
    float[] p = {(float) Math.log(0.5), (float) Math.log(0.25), (float) Math.log(0.25)};
    float[] q = {3, 3, 3};
    double expected = 0.5 * Math.log(1.5) + 2 * 0.25 * Math.log(0.75);
    assertThat(QuantizedLayers.divergence(p, q, 0, 3)).isCloseTo(expected, within(1e-7));
    assertThat(QuantizedLayers.divergence(p, p, 0, 3)).isZero();
  }

  @Test
  void levelsAreTheEndsAndBetween() {
    InputQuantizer quantizer = new InputQuantizer(-1, 2, 4);
    assertThat(quantizer.quantize(-5)).isEqualTo(-1f);
    assertThat(quantizer.quantize(0.4f)).isEqualTo(0f);
    assertThat(quantizer.quantize(0.5f)).isEqualTo(1f);
    assertThat(quantizer.quantize(9)).isEqualTo(2f);
    assertThat(InputQuantizer.fitted(new float[3], 4).quantize(0)).isZero();
    assertThatThrownBy(() -> new InputQuantizer(1, 0, 4))
        .hasMessage("The lowest level (1.0) must be below the highest (0.0).");
    assertThatThrownBy(() -> new InputQuantizer(0, 1, 1))
        .hasMessage("The number of levels (1) must be at least 2.");
  }

  @Test
  void anOutlierNarrowsTheRange() {
    float[] values = new float[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 1000f;
    }
    values[0] = 3;
    InputQuantizer fitted = InputQuantizer.fitted(values, 3);
    assertThat(fitted.highest()).isLessThan(3f);
    assertThat(fitted.squaredError(values))
        .isLessThan(new InputQuantizer(0, 3, 8).squaredError(values));
  }

  @Test
  void distilledImagesTakeTheStatisticsTheyAreAskedFor() {
    // The mean of each of two channels of one value an image.
    BatchNormMatching matching =
        (images, count, gradient) -> {
          double loss = 0;
          for (int i = 0; i < images.length; i++) {
            double error = images[i] - (i % 2 == 0 ? 0.5 : -2);
            loss += error * error;
            gradient[i] = (float) (2 * error);
          }
          return loss;
        };
    DistilledImages distilled =
        new DistilledImages(matching, new DistilledImages.Settings(400, 0.1));
    DistilledImages.Batch batch = distilled.make(1, 0, 3, 2);
    assertThat(batch.loss()).isLessThan(1e-4).isLessThan(batch.initialLoss());
    assertThat(batch.pixels().values()[1]).isCloseTo(-2f, within(0.01f));
    assertThat(distilled.make(1, 0, 3, 2).pixels().values())
        .containsExactly(batch.pixels().values());
    assertThat(distilled.make(1, 1, 3, 2).pixels().values()).isNotEqualTo(batch.pixels().values());
  }
}
