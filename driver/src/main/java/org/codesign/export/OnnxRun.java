package org.codesign.export;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.codesign.network.TensorShape;
import org.codesign.onnx.OnnxSession;

/** Runs models in ONNX Runtime on one core, a batch of images at a time. */
final class OnnxRun {

  private static final int BATCH = 250;

  private OnnxRun() {}

  /** The logits of a model that takes values in [0, 1], [N, classes]. */
  static float[] floats(byte[] model, Samples samples) throws IOException {
    float[][] logits =
        run(
            model,
            samples,
            float[][].class,
            (environment, first, count) ->
                OnnxTensor.createTensor(
                    environment,
                    FloatBuffer.wrap(samples.values(first, count)),
                    sizes(samples, count)));
    float[] flat = new float[logits.length * logits[0].length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = logits[i / logits[0].length][i % logits[0].length];
    }
    return flat;
  }

  /** The logits of a model that takes pixels, [N, classes]. */
  static int[] integers(byte[] model, Samples samples) throws IOException {
    int[][] logits =
        run(
            model,
            samples,
            int[][].class,
            (environment, first, count) ->
                OnnxTensor.createTensor(
                    environment,
                    ByteBuffer.wrap(samples.pixels(first, count)),
                    sizes(samples, count),
                    OnnxJavaType.UINT8));
    return Arrays.stream(logits).flatMapToInt(Arrays::stream).toArray();
  }

  /** Makes the tensor of the images [first, first + count). */
  private interface Input {
    OnnxTensor of(OrtEnvironment environment, int first, int count) throws OrtException;
  }

  private static <T> T[] run(byte[] model, Samples samples, Class<T[]> type, Input input)
      throws IOException {
    List<T> rows = new ArrayList<>();
    try (OnnxSession session = OnnxSession.open(model)) {
      for (int first = 0; first < samples.count(); first += BATCH) {
        int count = Math.min(BATCH, samples.count() - first);
        try (OnnxTensor images = input.of(OnnxSession.environment(), first, count);
            OrtSession.Result result = session.run(Map.of(OnnxModel.IMAGE, images))) {
          rows.addAll(Arrays.asList(type.cast(result.get(0).getValue())));
        }
      }
      return rows.toArray(type.cast(Array.newInstance(type.getComponentType(), 0)));
    } catch (OrtException e) {
      throw new IOException("ONNX Runtime cannot run it: " + e.getMessage(), e);
    }
  }

  private static long[] sizes(Samples samples, int count) {
    TensorShape shape = samples.shape();
    return new long[] {count, shape.channels(), shape.height(), shape.width()};
  }
}
