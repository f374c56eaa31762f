package org.codesign.benchmarks;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** libtorch's exact products with the Hessian, in a JVM of its own and one layout. */
final class HessianProcess implements AutoCloseable {

  /** How libtorch lays out activations and weights. */
  enum Layout {
    NCHW("nchw"),
    CHANNELS_LAST("channels-last");

    private final String label;

    Layout(String label) {
      this.label = label;
    }
  }

  private final EngineProcess process;
  private final Path folder;

  /**
   * Starts libtorch's side.
   *
   * @param network a file that {@link SharedResNet#write} wrote
   */
  HessianProcess(Path network, Layout layout) throws IOException {
    Path target = Path.of(System.getProperty("codesign.home"), "benchmarks", "libtorch", "target");
    folder = network.getParent();
    process =
        new EngineProcess(
            target.resolve("classes") + ":" + target.resolve("lib") + "/*",
            "org.codesign.benchmarks.libtorch.HessianPeer",
            network.toString());
    tell("layout " + layout.label);
  }

  /** Sends a command whose number says nothing. */
  void tell(String command) throws IOException {
    double unused = ask(command);
  }

  /** Sends a command and returns its number. */
  double ask(String command) throws IOException {
    return process.ask(command);
  }

  /** Gives products their direction. */
  void direct(float[][] direction) throws IOException {
    Path file = Files.createTempFile(folder, "direction", ".f32");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (float[] layer : direction) {
        SharedResNet.write(layer, out);
      }
    }
    tell("direction " + file);
    Files.delete(file);
  }

  /** The last product, of all layers in a row. */
  float[] product() throws IOException {
    Path file = Files.createTempFile(folder, "product", ".f32");
    tell("write " + file);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return values;
  }

  @Override
  public void close() {
    process.close();
  }
}
