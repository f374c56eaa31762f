package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NaiveNetwork;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

class BlockSlicesTest {

  private static final BlockGeometry GEOMETRY = BlockGeometry.of(TensorShape.image(8, 6, 6), 12, 2);
  private static final int INPUT_VALUES = 8 * 36;

  private static BlockStructure structure(Operator operator) {
    return operator.structure(GEOMETRY);
  }

  private static boolean fits(Operator larger, Operator smaller) {
    return BlockSlices.fits(structure(larger), structure(smaller));
  }

  private static NetworkWeights random(BlockStructure structure) {
    SplittableRandom random = new SplittableRandom(3);
    Map<String, LayerWeights> layers = new LinkedHashMap<>();
    for (Layer layer : structure.weightedLayers()) {
      float[] weights = new float[(int) layer.weights()];
      float[] bias = new float[layer.output().channels()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) random.nextDouble(-0.5, 0.5);
      }
      for (int i = 0; i < bias.length; i++) {
        bias[i] = (float) random.nextDouble(-0.1, 0.1);
      }
      layers.put(layer.name(), new LayerWeights(layer, weights, bias));
    }
    return new NetworkWeights(layers);
  }

  @Test
  void smallerKernelsExpansionsAndWidthsOfOneKindFit() {
    assertThat(fits(new InvertedResidual(5, 6, 1), new InvertedResidual(3, 3, 0.5))).isTrue();
    assertThat(fits(new InvertedResidual(5, 3, 1), new InvertedResidual(5, 3, 1))).isTrue();
    assertThat(fits(new ResidualConvolution(3, 1), new ResidualConvolution(3, 0.5))).isTrue();
    assertThat(fits(new DepthwiseSeparable(5), new DepthwiseSeparable(3))).isTrue();
  }

  @Test
  void largerOnesAndOtherKindsDoNot() {
    assertThat(fits(new InvertedResidual(3, 6, 1), new InvertedResidual(5, 3, 1))).isFalse();
    assertThat(fits(new InvertedResidual(5, 3, 0.5), new InvertedResidual(5, 3, 1))).isFalse();
    assertThat(fits(new ResidualConvolution(3, 1), new DepthwiseSeparable(3))).isFalse();
    BlockGeometry same = BlockGeometry.of(TensorShape.image(8, 6, 6), 8, 1);
    BlockStructure skip = new Skip().structure(same);
    assertThat(BlockSlices.fits(skip, skip)).isFalse();
    assertThatThrownBy(
            () ->
                BlockSlices.cut(
                    structure(new ResidualConvolution(3, 1)),
                    random(structure(new ResidualConvolution(3, 1))),
                    structure(new DepthwiseSeparable(3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A block of the layers [depthwise, pointwise] cannot be cut out of one of the layers"
                + " [conv1, conv2, projection].");
  }

  @Test
  void aSliceComputesWhatTheBlockDoesWithTheRestSetToZero() {
    sameAsZeroed(new InvertedResidual(5, 3, 1), new InvertedResidual(3, 3, 0.5));
    sameAsZeroed(new ResidualConvolution(3, 1), new ResidualConvolution(3, 0.5));
    sameAsZeroed(new ResidualConvolution(5, 1), new ResidualConvolution(3, 1));
  }

  /** Zeroes all that makes or reads channels that were not kept, and the rims of the kernels. */
  private static void sameAsZeroed(Operator larger, Operator smaller) {
    BlockStructure large = structure(larger);
    BlockStructure small = structure(smaller);
    NetworkWeights weights = random(large);
    NetworkWeights slice = BlockSlices.cut(large, weights, small);
    boolean[] kept = kept(large, weights, small, slice);
    Map<String, LayerWeights> zeroed = new LinkedHashMap<>();
    for (Layer layer : large.weightedLayers()) {
      boolean hiddenOutput = large.path().contains(layer) && !isLast(large, layer);
      boolean hiddenInput = !layer.isDepthwise() && isLast(large, layer);
      int rim = (layer.window().kernel() - kernel(small, layer.name())) / 2;
      zeroed.put(layer.name(), zeroed(layer, weights, kept, hiddenOutput, hiddenInput, rim));
    }
    SplittableRandom random = new SplittableRandom(4);
    float[] image = new float[INPUT_VALUES];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.nextDouble();
    }
    ConvolutionStyle folded = new ConvolutionStyle.Folded();
    float[] expected =
        NaiveNetwork.block(large, new NetworkWeights(zeroed), folded, "", image.clone());
    float[] found = NaiveNetwork.block(small, slice, folded, "", image.clone());
    assertThat(found).containsExactly(expected, org.assertj.core.data.Offset.offset(1e-4f));
  }

  private static boolean isLast(BlockStructure structure, Layer layer) {
    return layer.name().equals(structure.path().get(structure.path().size() - 1).name());
  }

  private static int kernel(BlockStructure structure, String name) {
    return structure.weightedLayers().stream()
        .filter(layer -> layer.name().equals(name))
        .mapToInt(layer -> layer.window().kernel())
        .sum();
  }

  /** The hidden channels whose biases are in the slice; the biases are all different. */
  private static boolean[] kept(
      BlockStructure large, NetworkWeights weights, BlockStructure small, NetworkWeights slice) {
    String first = large.path().get(0).name();
    float[] all = weights.layer(first).bias();
    float[] few = slice.layer(small.path().get(0).name()).bias();
    boolean[] kept = new boolean[all.length];
    for (int i = 0; i < all.length; i++) {
      for (float value : few) {
        kept[i] |= value == all[i];
      }
    }
    return kept;
  }

  private static LayerWeights zeroed(
      Layer layer,
      NetworkWeights source,
      boolean[] kept,
      boolean hiddenOutput,
      boolean hiddenInput,
      int rim) {
    float[] weights = source.layer(layer.name()).weights().clone();
    float[] bias = source.layer(layer.name()).bias().clone();
    int kernel = layer.window().kernel();
    int inputs = layer.input().channels() / layer.window().groups();
    for (int i = 0; i < weights.length; i++) {
      int column = i % kernel;
      int row = i / kernel % kernel;
      int input = i / (kernel * kernel) % inputs;
      int output = i / (kernel * kernel * inputs);
      boolean outside = Math.min(row, column) < rim || Math.max(row, column) >= kernel - rim;
      if (outside || (hiddenOutput && !kept[output]) || (hiddenInput && !kept[input])) {
        weights[i] = 0;
      }
    }
    for (int i = 0; i < bias.length; i++) {
      bias[i] = hiddenOutput && !kept[i] ? 0 : bias[i];
    }
    return new LayerWeights(layer, weights, bias);
  }

  @Test
  void theMostImportantChannelsAreKept() {
    BlockStructure large = structure(new ResidualConvolution(3, 1));
    BlockStructure small = structure(new ResidualConvolution(3, 0.5));
    NetworkWeights weights = random(large);
    float[] first = weights.layer("conv1").weights();
    int length = first.length / 12;
    // Channels 0 to 3 are never made, whatever reads them.
    java.util.Arrays.fill(first, 0, 4 * length, 0);
    boolean[] kept = kept(large, weights, small, BlockSlices.cut(large, weights, small));
    assertThat(kept).startsWith(false, false, false, false).contains(true);
  }
}
