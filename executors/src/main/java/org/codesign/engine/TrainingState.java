package org.codesign.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * All that a training continues from: the parameters of a graph with the statistics of its batch
 * normalisations, the moments of its updater, and the number of steps taken; little-endian, two
 * lengths and the steps as 32-bit numbers, then the values as float32.
 */
public final class TrainingState {

  private static final int HEADER_BYTES = 12;

  private TrainingState() {}

  /** The state of a graph. */
  public static byte[] save(ComputationGraph graph, int steps) {
    float[] parameters = NativeArrays.values(graph.params());
    float[] moments = NativeArrays.values(graph.getUpdater().getStateViewArray());
    ByteBuffer file =
        ByteBuffer.allocate(HEADER_BYTES + Float.BYTES * (parameters.length + moments.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(parameters.length).putInt(moments.length).putInt(steps);
    file.asFloatBuffer().put(parameters).put(moments);
    return file.array();
  }

  /**
   * Puts a state into a graph of the same structure, updater and schedule.
   *
   * @throws IOException if it is not that of such a graph after so many steps, in one sentence
   */
  public static void load(ComputationGraph graph, byte[] state, int steps) throws IOException {
    INDArray parameters = graph.params();
    INDArray moments = graph.getUpdater().getStateViewArray();
    ByteBuffer file = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
    long expected = HEADER_BYTES + Float.BYTES * (parameters.length() + moments.length());
    if (state.length != expected
        || file.getInt() != parameters.length()
        || file.getInt() != moments.length()
        || file.getInt() != steps) {
      throw new IOException(
          "The state of a training has %d bytes and is not one of %d bytes after %d steps."
              .formatted(state.length, expected, steps));
    }
    fill(file, parameters);
    fill(file, moments);
    graph.getConfiguration().setIterationCount(steps);
  }

  private static void fill(ByteBuffer file, INDArray target) {
    float[] values = new float[Math.toIntExact(target.length())];
    file.asFloatBuffer().get(values);
    file.position(file.position() + Float.BYTES * values.length);
    target.assign(Nd4j.create(values, target.shape(), 'c'));
  }
}
