package org.codesign.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/** The networks of the engine benchmark on our side. */
final class EngineNetworks {

  private static final TensorShape IMAGE = new TensorShape(1, 3, 32, 32);
  private static final int CLASSES = 10;

  /** A block: what it is, its output channels and its stride. */
  private record Part(Operator operator, int channels, int stride) {}

  private EngineNetworks() {}

  /** A network by its name. */
  static Network of(String name) {
    return "resnet20".equals(name) ? network(16, residual()) : network(24, inverted());
  }

  /** He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, section 4.2, n = 3. */
  private static List<Part> residual() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int stride = i % 3 == 0 && i > 0 ? 2 : 1;
      parts.add(new Part(new ResidualConvolution(3, 1), 16 << (i / 3), stride));
    }
    return parts;
  }

  /** Kernels 3 and 5, expansions 3 and 6, from 32 x 32 x 24 to 8 x 8 x 80. */
  private static List<Part> inverted() {
    return List.of(
        new Part(new InvertedResidual(3, 3, 1), 24, 1),
        new Part(new InvertedResidual(5, 6, 1), 40, 2),
        new Part(new InvertedResidual(3, 3, 1), 40, 1),
        new Part(new InvertedResidual(5, 6, 1), 80, 2),
        new Part(new InvertedResidual(5, 3, 1), 80, 1),
        new Part(new InvertedResidual(3, 6, 1), 80, 1));
  }

  private static Network network(int stemChannels, List<Part> parts) {
    Layer stem = Layer.convolution("stem", IMAGE, stemChannels, Window.same(3, 1));
    List<BlockGeometry> geometries = new ArrayList<>();
    List<Network.NamedBlock> blocks = new ArrayList<>();
    TensorShape at = stem.output();
    for (Part part : parts) {
      BlockGeometry geometry = BlockGeometry.of(at, part.channels(), part.stride());
      geometries.add(geometry);
      blocks.add(
          new Network.NamedBlock("block" + blocks.size(), part.operator().structure(geometry)));
      at = geometry.output();
    }
    return new Network(new Backbone(IMAGE, stem, geometries, CLASSES), blocks);
  }
}
