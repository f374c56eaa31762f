package org.codesign.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.codesign.data.DataException;
import org.codesign.network.TensorShape;

/** The shapes of tensors as they are when ONNX Runtime runs a model on black images. */
public final class ShapeProbe {

  /** Enough to see which size is the number of images. */
  private static final int IMAGES = 2;

  private ShapeProbe() {}

  /**
   * What a tensor holds of one image: [N, C, H, W], or [N, F] as a vector; empty if it is no tensor
   * of floats with one row an image.
   *
   * @param batch how many images the model takes at a time; 0 for any number
   * @throws DataException in one line, if ONNX Runtime cannot run the model
   */
  public static Map<String, Optional<TensorShape>> shapes(
      CuttableModel model, String input, TensorShape image, int batch, List<String> tensors) {
    int count = batch == 0 ? IMAGES : batch;
    long[] sizes = {count, image.channels(), image.height(), image.width()};
    float[] black = new float[Math.toIntExact(image.withBatch(count).elements())];
    Map<String, Optional<TensorShape>> shapes = new LinkedHashMap<>();
    try (OnnxSession session = OnnxSession.open(model.withOutputs(tensors));
        OnnxTensor images =
            OnnxTensor.createTensor(OnnxSession.environment(), FloatBuffer.wrap(black), sizes);
        OrtSession.Result result = session.run(Map.of(input, images))) {
      for (String tensor : tensors) {
        shapes.put(tensor, shape(result.get(tensor).orElseThrow().getInfo(), count));
      }
    } catch (OrtException e) {
      throw BatchedRun.failed(e);
    }
    return shapes;
  }

  private static Optional<TensorShape> shape(ValueInfo info, int count) {
    if (!(info instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
      return Optional.empty();
    }
    long[] sizes = tensor.getShape();
    boolean isUsable = (sizes.length == 4 || sizes.length == 2) && sizes[0] == count;
    if (!isUsable || Arrays.stream(sizes).anyMatch(size -> size < 1 || size > 1 << 16)) {
      return Optional.empty();
    }
    int[] rest = LongStream.of(sizes).skip(1).mapToInt(Math::toIntExact).toArray();
    return Optional.of(
        rest.length == 1
            ? TensorShape.vector(rest[0])
            : TensorShape.image(rest[0], rest[1], rest[2]));
  }
}
