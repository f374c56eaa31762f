package org.codesign.export;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;
import org.codesign.network.TensorShape;

/** Runs models in ONNX Runtime on one core. */
final class OnnxRun {

  private OnnxRun() {}

  /** The logits of a model that takes values in [0, 1], [N, classes]. */
  static float[] floats(byte[] model, Samples samples) throws IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor images =
        OnnxTensor.createTensor(environment, FloatBuffer.wrap(samples.values()), sizes(samples))) {
      float[][] logits = (float[][]) run(environment, model, images);
      float[] flat = new float[logits.length * logits[0].length];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = logits[i / logits[0].length][i % logits[0].length];
      }
      return flat;
    } catch (OrtException e) {
      throw new IOException("ONNX Runtime cannot run it: " + e.getMessage(), e);
    }
  }

  /** The logits of a model that takes pixels, [N, classes]. */
  static int[] integers(byte[] model, Samples samples) throws IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor images =
        OnnxTensor.createTensor(
            environment, ByteBuffer.wrap(samples.pixels()), sizes(samples), OnnxJavaType.UINT8)) {
      int[][] logits = (int[][]) run(environment, model, images);
      int[] flat = new int[logits.length * logits[0].length];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = logits[i / logits[0].length][i % logits[0].length];
      }
      return flat;
    } catch (OrtException e) {
      throw new IOException("ONNX Runtime cannot run it: " + e.getMessage(), e);
    }
  }

  private static Object run(OrtEnvironment environment, byte[] model, OnnxTensor images)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      try (OrtSession session = environment.createSession(model, options);
          OrtSession.Result result = session.run(Map.of(OnnxModel.IMAGE, images))) {
        return result.get(0).getValue();
      }
    }
  }

  private static long[] sizes(Samples samples) {
    TensorShape shape = samples.shape();
    return new long[] {samples.count(), shape.channels(), shape.height(), shape.width()};
  }
}
