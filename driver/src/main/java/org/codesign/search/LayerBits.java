package org.codesign.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.codesign.config.ConfigurationException;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.Shortcut;
import org.codesign.quantization.BitWidths;

/** Which bits the layers of a network get. */
public sealed interface LayerBits {

  /**
   * The bit-widths of each layer by full name.
   *
   * @param names what else the layers may be called, by full name
   * @throws ConfigurationException with one line for each layer that they do not fit
   */
  Map<String, BitWidths> of(Network network, Map<String, String> names);

  /** What stands in manifests. */
  String label();

  /**
   * The same bits in all layers but perhaps the first and the last.
   *
   * @param endsWeightBits the weight bits of the first and the last layer
   */
  record Uniform(BitWidths bits, int endsWeightBits) implements LayerBits {

    public Uniform {
      Objects.requireNonNull(bits, "bits");
    }

    @Override
    public Map<String, BitWidths> of(Network network, Map<String, String> names) {
      Map<String, BitWidths> result = new LinkedHashMap<>();
      network.weightedLayers().forEach(layer -> result.put(layer.name(), bits));
      for (Layer end : network.backbone().fixedLayers()) {
        result.put(end.name(), new BitWidths(endsWeightBits, bits.activationBits()));
      }
      return result;
    }

    @Override
    public String label() {
      return "uniform %s, ends w%d".formatted(bits.label(), endsWeightBits);
    }
  }

  /**
   * Bits by name, as {@code codesign allocate} writes them.
   *
   * @param source what the table is called in messages
   */
  record Named(String source, Map<String, BitWidths> bits) implements LayerBits {

    public Named {
      Objects.requireNonNull(source, "source");
      bits = Collections.unmodifiableMap(new LinkedHashMap<>(bits));
    }

    @Override
    public Map<String, BitWidths> of(Network network, Map<String, String> names) {
      Map<String, BitWidths> left = new LinkedHashMap<>(bits);
      Map<String, BitWidths> result = new LinkedHashMap<>();
      List<String> problems = new ArrayList<>();
      for (Layer layer : network.weightedLayers()) {
        String other = names.getOrDefault(layer.name(), layer.name());
        BitWidths own = left.remove(layer.name());
        BitWidths found = own == null ? left.remove(other) : own;
        if (found == null) {
          String also = other.equals(layer.name()) ? "" : " (" + other + ")";
          problems.add("%s: bits: the layer %s%s is missing".formatted(source, layer.name(), also));
        }
        result.put(layer.name(), found);
      }
      left.keySet()
          .forEach(
              name ->
                  problems.add("%s: bits: the network has no layer %s".formatted(source, name)));
      if (problems.isEmpty()) {
        requireOneInput(network, result, problems);
      }
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      return result;
    }

    /** A projection reads what its block's first layer reads. */
    private void requireOneInput(
        Network network, Map<String, BitWidths> found, List<String> problems) {
      for (Network.NamedBlock block : network.blocks()) {
        if (block.structure().shortcut() instanceof Shortcut.Projection projection) {
          String first = block.layerName(block.structure().path().get(0));
          String shortcut = block.layerName(projection.layer());
          int bits = found.get(first).activationBits();
          if (found.get(shortcut).activationBits() != bits) {
            problems.add(
                "%s: bits: %s has %d activation bits, and must have the %d of %s, which reads the same"
                    .formatted(
                        source, shortcut, found.get(shortcut).activationBits(), bits, first));
          }
        }
      }
    }

    @Override
    public String label() {
      return source;
    }
  }
}
