package org.codesign.benchmarks.libtorch;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Arrays in files, big-endian as {@link DataInputStream} reads them. */
final class PeerArrays {

  private PeerArrays() {}

  static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
  }

  static DataOutputStream create(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
  }

  /** The next values as a tensor of the shape. */
  static Tensor floats(DataInputStream in, long... shape) throws IOException {
    int length = 1;
    for (long size : shape) {
      length *= Math.toIntExact(size);
    }
    byte[] bytes = in.readNBytes(length * Float.BYTES);
    float[] values = new float[length];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return torch.tensor(values).view(shape);
  }

  /** Appends the values of a tensor in the order of its indices. */
  static void write(Tensor tensor, DataOutputStream out) throws IOException {
    Tensor plain = tensor.detach().contiguous();
    float[] values = new float[Math.toIntExact(plain.numel())];
    plain.data_ptr_float().get(values);
    for (float value : values) {
      out.writeFloat(value);
    }
  }
}
