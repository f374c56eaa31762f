package org.codesign.benchmarks.libtorch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The networks of the engine benchmark in libtorch: the same layers as on our side. */
final class PeerNetwork {

  private final boolean channelsLast;
  private final TensorVector parameters = new TensorVector();
  private final List<Unit> units = new ArrayList<>();
  private final Normalised stem;
  private final Tensor classifier;
  private final Tensor classifierBias;

  private PeerNetwork(boolean channelsLast, int stemChannels, int[][] blocks) {
    this.channelsLast = channelsLast;
    stem = new Normalised(3, stemChannels, 3, 1, 1);
    int channels = stemChannels;
    for (int[] block : blocks) {
      units.add(block.length == 2 ? new Residual(channels, block) : new Inverted(channels, block));
      channels = block[0];
    }
    classifier = parameter(torch.randn(10, channels).mul(new Scalar(0.1)));
    classifierBias = parameter(torch.zeros(10));
  }

  /** A network by its name. */
  static PeerNetwork of(String name, boolean channelsLast) {
    if ("resnet20".equals(name)) {
      int[][] blocks = new int[9][];
      for (int i = 0; i < 9; i++) {
        blocks[i] = new int[] {16 << (i / 3), i % 3 == 0 && i > 0 ? 2 : 1};
      }
      return new PeerNetwork(channelsLast, 16, blocks);
    }
    // Channels, stride, kernel, expansion.
    int[][] blocks = {
      {24, 1, 3, 3}, {40, 2, 5, 6}, {40, 1, 3, 3}, {80, 2, 5, 6}, {80, 1, 5, 3}, {80, 1, 3, 6}
    };
    return new PeerNetwork(channelsLast, 24, blocks);
  }

  static Tensor inLayout(Tensor tensor, boolean channelsLast) {
    return channelsLast ? tensor.contiguous(torch.MemoryFormat.ChannelsLast) : tensor;
  }

  TensorVector parameters() {
    return parameters;
  }

  Tensor logits(Tensor images, boolean training) {
    Tensor at = torch.relu(stem.of(images, training));
    for (Unit unit : units) {
      at = unit.of(at, training);
    }
    Tensor pooled = torch.adaptive_avg_pool2d(at, 1, 1).flatten(1, -1);
    return torch.linear(pooled, classifier, new TensorOptional(classifierBias));
  }

  private Tensor parameter(Tensor values) {
    Tensor leaf = values.detach();
    leaf.set_requires_grad(true);
    parameters.push_back(leaf);
    return leaf;
  }

  private interface Unit {
    Tensor of(Tensor input, boolean training);
  }

  /** A convolution with batch normalisation. */
  private final class Normalised implements Unit {
    private final long[] stride;
    private final long[] padding;
    private final long groups;
    private final Tensor weights;
    private final TensorOptional gamma;
    private final TensorOptional beta;
    private final TensorOptional mean;
    private final TensorOptional variance;

    Normalised(int from, int to, int kernel, int stride, int groups) {
      this.stride = new long[] {stride, stride};
      this.padding = new long[] {kernel / 2, kernel / 2};
      this.groups = groups;
      double scale = Math.sqrt(2.0 * groups / (from * kernel * kernel));
      Tensor drawn = torch.randn(to, from / groups, kernel, kernel).mul(new Scalar(scale));
      weights = parameter(inLayout(drawn, channelsLast));
      gamma = new TensorOptional(parameter(torch.ones(to)));
      beta = new TensorOptional(parameter(torch.zeros(to)));
      mean = new TensorOptional(torch.zeros(to));
      variance = new TensorOptional(torch.ones(to));
    }

    @Override
    public Tensor of(Tensor input, boolean training) {
      Tensor convolved =
          torch.conv2d(
              input, weights, new TensorOptional(), stride, padding, new long[] {1, 1}, groups);
      return torch.batch_norm(
          convolved, gamma, beta, mean, variance, training, 0.1, 1e-5, false);
    }
  }

  /** Two 3x3 convolutions; channels and stride. */
  private final class Residual implements Unit {
    private final Normalised first;
    private final Normalised second;
    private final Normalised projection;

    Residual(int from, int[] block) {
      first = new Normalised(from, block[0], 3, block[1], 1);
      second = new Normalised(block[0], block[0], 3, 1, 1);
      projection = from == block[0] ? null : new Normalised(from, block[0], 1, block[1], 1);
    }

    @Override
    public Tensor of(Tensor input, boolean training) {
      Tensor path = second.of(torch.relu_(first.of(input, training)), training);
      Tensor shortcut = projection == null ? input : projection.of(input, training);
      return torch.relu_(path.add_(shortcut));
    }
  }

  /** Expansion, depthwise convolution and projection; channels, stride, kernel, expansion. */
  private final class Inverted implements Unit {
    private final Normalised expand;
    private final Normalised depthwise;
    private final Normalised project;
    private final boolean identity;

    Inverted(int from, int[] block) {
      int hidden = from * block[3];
      expand = new Normalised(from, hidden, 1, 1, 1);
      depthwise = new Normalised(hidden, hidden, block[2], block[1], hidden);
      project = new Normalised(hidden, block[0], 1, 1, 1);
      identity = from == block[0] && block[1] == 1;
    }

    @Override
    public Tensor of(Tensor input, boolean training) {
      Tensor wide = torch.relu_(depthwise.of(torch.relu_(expand.of(input, training)), training));
      Tensor path = project.of(wide, training);
      return torch.relu_(identity ? path.add_(input) : path);
    }
  }
}
