package org.codesign.benchmarks.libtorch;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Outputs and gradients of a small network of any shape: a 1 x 1 convolution, a convolution, then
 * batch normalisation (or a bias in its stead), ReLU, and the loss ||output - target||^2.
 */
final class PeerGradients {

  private final int[] numbers = new int[10];
  private final boolean normalised;
  private final SplittableRandom random;
  private final List<Tensor> parameters = new ArrayList<>();

  /**
   * @param words batch, channels, outputs, height, width, kernel, stride, padding, dilation, groups,
   *     whether it is normalised, and the seed of all values
   */
  PeerGradients(String[] words) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Integer.parseInt(words[i]);
    }
    normalised = Boolean.parseBoolean(words[10]);
    random = new SplittableRandom(Long.parseLong(words[11]));
  }

  /** Writes the answer, then the gradient of each parameter. */
  void write(Path file) throws IOException {
    try (PointerScope scope = new PointerScope();
        DataOutputStream stream = new DataOutputStream(Files.newOutputStream(file))) {
      int channels = numbers[1];
      int outputs = numbers[2];
      int kernel = numbers[5];
      Tensor input = drawn(numbers[0], channels, numbers[3], numbers[4]);
      parameter(channels, channels, 1, 1);
      parameter(outputs, channels / numbers[9], kernel, kernel);
      parameter(outputs);
      if (normalised) {
        parameter(outputs);
      }
      Tensor answer = output(input, false);
      Tensor target = drawn(answer.shape());
      write(stream, answer);
      Tensor error = output(input, true).sub(target);
      error.mul(error).sum().backward();
      for (Tensor each : parameters) {
        write(stream, each.grad());
      }
    }
  }

  private Tensor output(Tensor input, boolean training) {
    long[] one = {1, 1};
    Tensor first =
        torch.conv2d(
            input, parameters.get(0), new TensorOptional(), one, new long[] {0, 0}, one, 1);
    Tensor second =
        torch.conv2d(
            first,
            parameters.get(1),
            normalised ? new TensorOptional() : new TensorOptional(parameters.get(2)),
            new long[] {numbers[6], numbers[6]},
            new long[] {numbers[7], numbers[7]},
            new long[] {numbers[8], numbers[8]},
            numbers[9]);
    if (!normalised) {
      return torch.relu(second);
    }
    long outputs = numbers[2];
    return torch.relu(
        torch.batch_norm(
            second,
            new TensorOptional(parameters.get(2)),
            new TensorOptional(parameters.get(3)),
            new TensorOptional(torch.zeros(outputs)),
            new TensorOptional(torch.ones(outputs)),
            training,
            0.1,
            1e-5,
            false));
  }

  private void parameter(long... size) {
    Tensor leaf = drawn(size);
    leaf.set_requires_grad(true);
    parameters.add(leaf);
  }

  private Tensor drawn(long... size) {
    int count = 1;
    for (long each : size) {
      count = Math.toIntExact(count * each);
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return Tensor.create(values, size).clone();
  }

  private static void write(DataOutputStream stream, Tensor tensor) throws IOException {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    new FloatPointer(tensor.detach().contiguous().data_ptr_float()).get(values);
    stream.writeInt(values.length);
    for (float value : values) {
      stream.writeFloat(value);
    }
  }
}
