package org.codesign.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import java.nio.FloatBuffer;
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
   * The sizes of what a tensor holds of one image; empty if it is no tensor of floats whose first
   * size is the number of images.
   *
   * @param batch how many images the model takes at a time; 0 for any number
   * @throws DataException in one line, if ONNX Runtime cannot run the model
   */
  public static Map<String, Optional<List<Long>>> shapes(
      CuttableModel model, String input, TensorShape image, int batch, List<String> tensors) {
    int count = batch == 0 ? IMAGES : batch;
    long[] sizes = {count, image.channels(), image.height(), image.width()};
    float[] black = new float[Math.toIntExact(image.withBatch(count).elements())];
    Map<String, Optional<List<Long>>> found = new LinkedHashMap<>();
    try (OnnxSession session = OnnxSession.open(model.withOutputs(tensors));
        OnnxTensor images =
            OnnxTensor.createTensor(OnnxSession.environment(), FloatBuffer.wrap(black), sizes);
        OrtSession.Result result = session.run(Map.of(input, images))) {
      for (String tensor : tensors) {
        found.put(tensor, sizes(result.get(tensor).orElseThrow().getInfo(), count));
      }
    } catch (OrtException e) {
      throw BatchedRun.failed(e);
    }
    return found;
  }

  private static Optional<List<Long>> sizes(ValueInfo info, int count) {
    if (!(info instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
      return Optional.empty();
    }
    List<Long> sizes = LongStream.of(tensor.getShape()).boxed().toList();
    return sizes.isEmpty() || sizes.get(0) != count
        ? Optional.empty()
        : Optional.of(sizes.subList(1, sizes.size()));
  }
}
