package org.codesign.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.codesign.data.DataException;
import org.codesign.network.TensorShape;

/** Runs a session on any number of images, though it may take a certain number at a time. */
final class BatchedRun {

  private final OnnxSession session;
  private final int batch;

  /**
   * @param batch how many images the session takes at a time; 0 for any number
   */
  BatchedRun(OnnxSession session, int batch) {
    this.session = session;
    this.batch = batch;
  }

  /** A tensor of the session and what it has of one image. */
  record Port(String name, TensorShape shape) {}

  /**
   * The outputs, [count, C, H, W] each.
   *
   * @param values of each input, [count, C, H, W]
   * @throws DataException in one line, if ONNX Runtime cannot run it or an output has another size
   */
  List<float[]> run(int count, List<Port> inputs, List<float[]> values, List<Port> outputs) {
    List<float[]> results = new ArrayList<>();
    outputs.forEach(port -> results.add(new float[size(port, count)]));
    int step = batch == 0 ? count : batch;
    for (int first = 0; first < count; first += step) {
      step(first, step, inputs, values, outputs, results);
    }
    return results;
  }

  private void step(
      int first,
      int step,
      List<Port> inputs,
      List<float[]> values,
      List<Port> outputs,
      List<float[]> results) {
    Map<String, OnnxTensor> feeds = new HashMap<>();
    try {
      for (int i = 0; i < inputs.size(); i++) {
        feeds.put(inputs.get(i).name(), tensor(inputs.get(i), values.get(i), first, step));
      }
      List<String> names = outputs.stream().map(Port::name).toList();
      try (OrtSession.Result result = session.run(feeds, new LinkedHashSet<>(names))) {
        for (int i = 0; i < outputs.size(); i++) {
          Port port = outputs.get(i);
          FloatBuffer found = floats(result.get(port.name()).orElseThrow(), size(port, step), port);
          float[] all = results.get(i);
          int at = size(port, first);
          found.get(all, at, Math.min(found.remaining(), all.length - at));
        }
      }
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  /** What ONNX Runtime says, in one line. */
  static DataException failed(OrtException e) {
    String reason = e.getMessage().strip().replaceAll("\\s+", " ");
    return new DataException("ONNX Runtime cannot run the network: " + reason, e);
  }

  /** The images [first, first + step); zeros where there are no more. */
  private static OnnxTensor tensor(Port port, float[] values, int first, int step)
      throws OrtException {
    int from = size(port, first);
    float[] part = Arrays.copyOfRange(values, from, from + size(port, step));
    TensorShape shape = port.shape();
    long[] sizes = {step, shape.channels(), shape.height(), shape.width()};
    return OnnxTensor.createTensor(OnnxSession.environment(), FloatBuffer.wrap(part), sizes);
  }

  private static FloatBuffer floats(OnnxValue value, int size, Port port) {
    FloatBuffer found = value instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
    if (found == null || found.remaining() != size) {
      throw new DataException(
          "The tensor %s of the network must hold %d numbers for these images, but its shape is %s."
              .formatted(
                  port.name(),
                  size,
                  value.getInfo() instanceof TensorInfo info
                      ? Arrays.toString(info.getShape())
                      : "none"));
    }
    return found;
  }

  private static int size(Port port, int images) {
    return Math.toIntExact(Math.multiplyExact(port.shape().elements(), images));
  }
}
