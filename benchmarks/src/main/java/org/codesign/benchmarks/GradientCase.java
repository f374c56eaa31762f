package org.codesign.benchmarks;

import java.util.SplittableRandom;

/**
 * A small network of a random shape, as a line for the processes that differentiate it: a 1 x 1
 * convolution, a convolution, then batch normalisation (or a bias in its stead), ReLU, and the loss
 * ||output - target||^2. What batch normalisation undoes has the gradient zero, of which rounding
 * would be compared: a bias before it, or weights that only scale channels.
 *
 * @param groups 1, or as many as channels: Deeplearning4j has no other grouped convolution
 */
record GradientCase(
    int batch,
    int channels,
    int outputs,
    int height,
    int width,
    int kernel,
    int stride,
    int padding,
    int dilation,
    int groups,
    boolean normalised,
    long seed) {

  /** A case that depends on the seed alone. */
  static GradientCase draw(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int channels = random.nextInt(1, 40);
    boolean depthwise = random.nextInt(3) == 0;
    int kernel = random.nextInt(1, 6);
    int dilation = depthwise ? 1 : random.nextInt(1, 4);
    int extent = (kernel - 1) * dilation + 1;
    return new GradientCase(
        random.nextInt(4) == 0 ? 1 : random.nextInt(2, 9),
        channels,
        depthwise ? channels * random.nextInt(1, 3) : random.nextInt(1, 40),
        extent + random.nextInt(1, 12),
        extent + random.nextInt(1, 12),
        kernel,
        random.nextInt(1, 4),
        random.nextInt(0, kernel / 2 + 1),
        dilation,
        depthwise ? channels : 1,
        random.nextBoolean() && channels > 1 && (kernel > 1 || !depthwise),
        seed);
  }

  /** The case that a line describes. */
  static GradientCase parse(String[] words) {
    int[] numbers = new int[10];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Integer.parseInt(words[i]);
    }
    return new GradientCase(
        numbers[0],
        numbers[1],
        numbers[2],
        numbers[3],
        numbers[4],
        numbers[5],
        numbers[6],
        numbers[7],
        numbers[8],
        numbers[9],
        Boolean.parseBoolean(words[10]),
        Long.parseLong(words[11]));
  }

  /** The words that {@link #parse} reads. */
  String line() {
    return "%d %d %d %d %d %d %d %d %d %d %b %d"
        .formatted(
            batch,
            channels,
            outputs,
            height,
            width,
            kernel,
            stride,
            padding,
            dilation,
            groups,
            normalised,
            seed);
  }

  /** The size of the output in one direction. */
  int output(int input) {
    return (input + 2 * padding - ((kernel - 1) * dilation + 1)) / stride + 1;
  }
}
