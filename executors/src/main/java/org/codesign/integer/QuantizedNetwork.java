package org.codesign.integer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.codesign.data.Normalization;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.Shortcut;
import org.codesign.network.TensorShape;
import org.codesign.quantization.BitWidths;
import org.codesign.quantization.UnsignedQuantizer;

/**
 * A trained network with a scale for every tensor: what integer inference and the quantized exports
 * are made of. Yao et al., "HAWQ-V3", ICML 2021, section 3: weights symmetric, one step an output
 * channel; activations static, unsigned after ReLU, one step a tensor; the image in 256 codes
 * ({@link ImageCodes}); between the blocks a residual stream of 16 bits, so that a shortcut loses
 * nothing that matters.
 *
 * <p>The stream that is read only by a quantizer reaches as far as that one does. Where a shortcut
 * reads it too, it reaches eight times as far. Before the pooling it reaches to the classifier's
 * range times the number of pixels: one pixel more than that would saturate the classifier's input
 * alone.
 */
public final class QuantizedNetwork {

  private static final float SHORTCUT_ROOM = 8;

  private final Network network;
  private final Normalization normalization;
  private final ImageCodes image;
  private final Map<String, QuantizedLayer> layers = new LinkedHashMap<>();
  private final List<Float> streamSteps = new ArrayList<>();

  private QuantizedNetwork(Network network, Normalization normalization) {
    this.network = network;
    this.normalization = normalization;
    this.image = ImageCodes.of(normalization);
  }

  /**
   * Quantizes a network, one step an output channel.
   *
   * @param bits the bit-widths of each layer by full name
   * @param ranges the upper end of the input range of each layer whose input is quantized on its
   *     own: the layers of the blocks' paths and the classifier
   */
  public static QuantizedNetwork of(
      Network network,
      NetworkWeights weights,
      Normalization normalization,
      Map<String, BitWidths> bits,
      Map<String, Double> ranges) {
    return of(network, weights, normalization, bits, ranges, 1);
  }

  /**
   * Quantizes a network, one step for each group of so many neighbouring output channels, for
   * accelerators with fewer scales: Shen et al., "Q-BERT", AAAI 2020, section 3.2.
   */
  public static QuantizedNetwork of(
      Network network,
      NetworkWeights weights,
      Normalization normalization,
      Map<String, BitWidths> bits,
      Map<String, Double> ranges,
      int channelsPerGroup) {
    return new Builder(network, weights, normalization, bits, ranges, channelsPerGroup).build();
  }

  /** The shapes. */
  public Network network() {
    return network;
  }

  /** How pixels in [0, 1] are normalised. */
  public Normalization normalization() {
    return normalization;
  }

  /** The codes of the normalised image. */
  public ImageCodes image() {
    return image;
  }

  /** The layers by full name, in the order of the data. */
  public Map<String, QuantizedLayer> layers() {
    return Collections.unmodifiableMap(layers);
  }

  /** The layer of this full name. */
  public QuantizedLayer layer(String name) {
    return Objects.requireNonNull(layers.get(name), name);
  }

  /**
   * What one code of the residual stream is worth before the block with this index, or after the
   * last block.
   */
  public float streamStep(int boundary) {
    return streamSteps.get(boundary);
  }

  private static final class Builder {
    private final Network network;
    private final NetworkWeights weights;
    private final Map<String, BitWidths> bits;
    private final Map<String, Double> ranges;
    private final int channelsPerGroup;
    private final QuantizedNetwork result;

    Builder(
        Network network,
        NetworkWeights weights,
        Normalization normalization,
        Map<String, BitWidths> bits,
        Map<String, Double> ranges,
        int channelsPerGroup) {
      this.network = network;
      this.weights = weights;
      this.bits = bits;
      this.ranges = ranges;
      this.channelsPerGroup = channelsPerGroup;
      this.result = new QuantizedNetwork(network, normalization);
    }

    QuantizedNetwork build() {
      add(network.backbone().stem(), result.image.step());
      for (Network.NamedBlock block : network.blocks()) {
        BlockStructure structure = block.structure();
        for (Layer layer : structure.path()) {
          Layer named = layer.withName(block.layerName(layer));
          add(named, inputStep(named));
        }
        if (structure.shortcut() instanceof Shortcut.Projection projection) {
          Layer first = structure.path().get(0);
          Layer layer = projection.layer();
          add(
              layer.withName(block.layerName(layer)),
              inputStep(first.withName(block.layerName(first))));
        }
      }
      Layer classifier = network.backbone().classifier();
      add(classifier, inputStep(classifier));
      for (int boundary = 0; boundary <= network.blocks().size(); boundary++) {
        result.streamSteps.add(streamRange(boundary) / CodeRange.STREAM.highest());
      }
      return result;
    }

    private void add(Layer layer, float inputStep) {
      BitWidths widths = bits.get(layer.name());
      if (widths == null) {
        throw new IllegalArgumentException("The layer " + layer.name() + " has no bit-widths.");
      }
      result.layers.put(
          layer.name(),
          QuantizedLayer.of(
              layer, weights.layer(layer.name()), widths, inputStep, channelsPerGroup));
    }

    private float inputStep(Layer layer) {
      return UnsignedQuantizer.scale(range(layer), bits.get(layer.name()).activationBits());
    }

    private float range(Layer layer) {
      Double range = ranges.get(layer.name());
      if (range == null || !(range >= 0 && range < Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "The input range (%s) of the layer %s must be a number of at least 0."
                .formatted(range, layer.name()));
      }
      return range.floatValue();
    }

    private float streamRange(int boundary) {
      for (Network.NamedBlock block : network.blocks().subList(boundary, network.blocks().size())) {
        if (!block.structure().isIdentity()) {
          Layer first = block.structure().path().get(0);
          float range = positive(range(first.withName(block.layerName(first))));
          boolean isShared = block.structure().shortcut() instanceof Shortcut.Identity;
          return isShared ? SHORTCUT_ROOM * range : range;
        }
      }
      TensorShape pooled = network.backbone().pool().input();
      float range = positive(range(network.backbone().classifier()));
      return range * pooled.height() * pooled.width();
    }

    /** A dead tensor's range is 0; anything will do for it. */
    private static float positive(float range) {
      return range > 0 ? range : 1f;
    }
  }
}
