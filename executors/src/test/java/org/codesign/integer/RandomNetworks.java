package org.codesign.integer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.codesign.data.Normalization;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;

/** Small networks of every operator with random shapes, weights, bits and ranges. */
final class RandomNetworks {

  private final SplittableRandom random;

  RandomNetworks(long seed) {
    this.random = new SplittableRandom(seed);
  }

  QuantizedNetwork next() {
    Network network = network();
    Map<String, LayerWeights> weights = new LinkedHashMap<>();
    Map<String, BitWidths> bits = new LinkedHashMap<>();
    Map<String, Double> ranges = new LinkedHashMap<>();
    for (Layer layer : network.weightedLayers()) {
      weights.put(layer.name(), weights(layer));
      bits.put(layer.name(), new BitWidths(2 + random.nextInt(7), 2 + random.nextInt(7)));
      ranges.put(layer.name(), (double) (float) (0.5 + 4 * random.nextDouble()));
    }
    network
        .blocks()
        .forEach(
            block -> {
              List<Layer> layers = block.namedLayers();
              if (layers.size() > block.structure().path().size()) {
                bits.put(layers.get(layers.size() - 1).name(), bits.get(layers.get(0).name()));
              }
            });
    int channels = network.backbone().input().channels();
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      means.add(random.nextDouble());
      deviations.add(0.1 + 0.4 * random.nextDouble());
    }
    return QuantizedNetwork.of(
        network,
        new NetworkWeights(weights),
        new Normalization(means, deviations),
        bits,
        ranges,
        1 + random.nextInt(3));
  }

  byte[] images(Network network, int count) {
    byte[] pixels = new byte[(int) network.backbone().input().elements() * count];
    random.nextBytes(pixels);
    return pixels;
  }

  private Network network() {
    TensorShape image =
        TensorShape.image(1 + random.nextInt(3), 7 + random.nextInt(4), 7 + random.nextInt(4));
    Layer stem = Layer.convolution("stem", image, 4 * (1 + random.nextInt(3)), Window.same(3, 1));
    List<BlockGeometry> geometries = new ArrayList<>();
    List<Network.NamedBlock> blocks = new ArrayList<>();
    TensorShape at = stem.output();
    for (int i = 0; i < 4; i++) {
      boolean keeps = random.nextBoolean();
      BlockGeometry geometry =
          keeps
              ? BlockGeometry.of(at, at.channels(), 1)
              : BlockGeometry.of(at, 4 * (1 + random.nextInt(4)), 1 + random.nextInt(2));
      List<Operator> operators =
          List.of(
              new ResidualConvolution(3, 1),
              new InvertedResidual(5, 2, 1),
              new DepthwiseSeparable(3),
              geometry.allowsIdentity() ? new Skip() : new ResidualConvolution(1, 0.5));
      Operator operator = operators.get(random.nextInt(operators.size()));
      blocks.add(new Network.NamedBlock("p" + i, operator.structure(geometry)));
      geometries.add(geometry);
      at = geometry.output();
    }
    return new Network(new Backbone(image, stem, geometries, 3), blocks);
  }

  private LayerWeights weights(Layer layer) {
    float[] values = new float[(int) layer.weights()];
    int channels = layer.output().channels();
    double spread = Math.sqrt(3.0 * channels / values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (spread * (2 * random.nextDouble() - 1));
    }
    float[] bias = new float[channels];
    for (int i = 0; i < channels; i++) {
      bias[i] = (float) (random.nextDouble() - 0.5);
    }
    // A channel that batch normalisation has switched off, and one without weights.
    int length = values.length / channels;
    for (int i = 0; i < length; i++) {
      values[i] *= 1e-20f;
      values[length + i] = 0;
    }
    return new LayerWeights(layer, values, bias);
  }
}
