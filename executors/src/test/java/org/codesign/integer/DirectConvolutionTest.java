package org.codesign.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.junit.jupiter.api.Test;

class DirectConvolutionTest {

  private static final int IMAGES = 3;

  private final SplittableRandom random = new SplittableRandom(12);

  @Test
  void givesThePortableSums() {
    int direct = 0;
    for (int round = 0; round < 60; round++) {
      Convolution convolution = convolution(layer(round % 4 == 0), 127);
      CodeRange range = round % 3 == 0 ? new CodeRange(-73, 182) : CodeRange.unsigned(8);
      IntegerTensor input = new IntegerTensor("x", convolution.layer().input(), range);
      int padding = convolution.layer().window().padding();
      int frame = range.zeroPoint() == 0 && round % 2 == 0 ? 0 : padding;
      if (DirectConvolution.isFor(convolution, range, frame)
          && DirectKernel.isExact(convolution, input, frame)) {
        direct++;
        byte[] codes = new byte[(int) input.shape().elements() * IMAGES];
        random.nextBytes(codes);
        assertThat(direct(convolution, input, frame, codes))
            .as("%s with a frame of %d", convolution.layer(), frame)
            .isEqualTo(portable(convolution, input, codes));
      }
    }
    assumeThat(direct).as("exact integer convolutions of this processor").isPositive();
    assertThat(direct).isGreaterThan(15);
  }

  @Test
  void isNotForSumsThatFloatsDoNotHold() {
    Layer layer = Layer.convolution("c", TensorShape.image(64, 8, 8), 16, new Window(3, 1, 1, 1));
    byte[] weights = new byte[(int) layer.weights()];
    Arrays.fill(weights, (byte) 127);
    Convolution large = new Convolution("x", layer, 8, weights, new int[16]);
    assertThat(DirectConvolution.isFor(large, CodeRange.unsigned(8), 0)).isFalse();
    int[] bias = new int[16];
    bias[3] = -(1 << 24);
    Convolution biased = new Convolution("x", layer, 8, new byte[weights.length], bias);
    assertThat(DirectConvolution.isFor(biased, CodeRange.unsigned(8), 0)).isFalse();
  }

  private Layer layer(boolean isDepthwise) {
    int[] kernels = {1, 3, 5};
    int kernel = kernels[random.nextInt(3)];
    int channels = isDepthwise ? 16 * (1 + random.nextInt(3)) : 1 + random.nextInt(40);
    Window window =
        new Window(kernel, 1 + random.nextInt(2), kernel / 2, isDepthwise ? channels : 1);
    TensorShape input = TensorShape.image(channels, 3 + random.nextInt(12), 3 + random.nextInt(12));
    return Layer.convolution(
        "layer", input, isDepthwise ? channels : 1 + random.nextInt(40), window);
  }

  private Convolution convolution(Layer layer, int largest) {
    byte[] weights = new byte[(int) layer.weights()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (byte) random.nextInt(-largest, largest + 1);
    }
    int[] bias = random.ints(layer.output().channels(), -100_000, 100_000).toArray();
    return new Convolution("x", layer, 8, weights, bias);
  }

  private static int[] direct(
      Convolution convolution, IntegerTensor input, int frame, byte[] codes) {
    CodePlanes planes = planes(input, frame, codes);
    try (BytePointer room = new BytePointer(planes.values.length);
        IntPointer sums = new IntPointer(IMAGES * convolution.layer().output().elements());
        DirectKernel kernel = new DirectKernel(convolution, planes, new WideTensor(sums), room)) {
      kernel.run(IMAGES);
      return values(sums);
    }
  }

  private static int[] portable(Convolution convolution, IntegerTensor input, byte[] codes) {
    Layer layer = convolution.layer();
    CodePlanes planes = planes(input, layer.window().padding(), codes);
    byte[] rows = new byte[(int) DenseKernel.rowBytes(layer) * IMAGES];
    try (BytePointer room = new BytePointer(1);
        IntPointer sums = new IntPointer(IMAGES * layer.output().elements());
        Kernel kernel =
            layer.window().groups() == 1
                ? new DenseKernel(
                    convolution, planes, new WideTensor(sums), rows, Arithmetic.PORTABLE, room)
                : new GroupedKernel(convolution, planes, new WideTensor(sums))) {
      kernel.run(IMAGES);
      return values(sums);
    }
  }

  private static CodePlanes planes(IntegerTensor input, int frame, byte[] codes) {
    CodePlanes planes = new CodePlanes(input, frame, IMAGES);
    TensorShape shape = input.shape();
    int row = shape.width() * shape.channels();
    for (int y = 0; y < IMAGES * shape.height(); y++) {
      int to = planes.row(y / shape.height(), y % shape.height());
      System.arraycopy(codes, y * row, planes.values, to, row);
    }
    return planes;
  }

  private static int[] values(IntPointer sums) {
    int[] values = new int[(int) sums.capacity()];
    sums.get(values);
    return values;
  }
}
