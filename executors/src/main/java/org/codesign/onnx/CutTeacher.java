package org.codesign.onnx;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import org.codesign.data.Normalization;
import org.codesign.distillation.OpenTeacher;
import org.codesign.engine.NativeArrays;
import org.codesign.graph.Softmax;
import org.codesign.network.TensorShape;
import org.codesign.onnx.BatchedRun.Port;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An ONNX network as a teacher: ONNX Runtime runs it, whatever its operators are. Beside the
 * activations at the block boundaries, its logits are kept.
 */
public final class CutTeacher implements OpenTeacher {

  private final CuttableModel model;
  private final CutPoints cut;
  private final PixelValues pixels;
  private final Normalization normalization;
  private final OnnxSession session;

  /**
   * Opens the model of a file that was checked.
   *
   * @param pixels as the network wants them
   * @param normalization as the images come
   */
  public CutTeacher(byte[] file, CutPoints cut, PixelValues pixels, Normalization normalization) {
    this.model = CuttableModel.parse(file, "of the teacher");
    this.cut = cut;
    this.pixels = pixels;
    this.normalization = normalization;
    List<String> outputs = new ArrayList<>(cut.boundaries());
    outputs.add(cut.logits());
    this.session = open(model.withOutputs(outputs));
  }

  private static OnnxSession open(byte[] bytes) {
    try {
      return OnnxSession.open(bytes);
    } catch (OrtException e) {
      throw BatchedRun.failed(e);
    }
  }

  @Override
  public List<TensorShape> shapes() {
    return cut.shapes();
  }

  @Override
  public List<float[]> activations(INDArray images) {
    List<Port> outputs = new ArrayList<>();
    for (int i = 0; i < cut.boundaries().size(); i++) {
      outputs.add(new Port(cut.boundaries().get(i), cut.shapes().get(i)));
    }
    outputs.add(logits());
    return run(images, outputs);
  }

  @Override
  public INDArray probabilities(INDArray images) {
    return softmax(run(images, List.of(logits())).get(0));
  }

  private List<float[]> run(INDArray images, List<Port> outputs) {
    return new BatchedRun(session, cut.batch())
        .run(
            Math.toIntExact(images.size(0)),
            List.of(image(images)),
            List.of(pixels(images)),
            outputs);
  }

  @Override
  public Tail tail(int blocks, INDArray images) {
    Port boundary = new Port(cut.boundaries().get(blocks), cut.shapes().get(blocks));
    CuttableModel.Tail tail = model.tail(boundary.name(), boundary.shape(), cut);
    List<Port> inputs = new ArrayList<>(List.of(boundary));
    List<float[]> given = new ArrayList<>();
    if (tail.readsImage()) {
      inputs.add(image(images));
      given.add(pixels(images));
    }
    OnnxSession rest = open(tail.model());
    return new Tail() {
      @Override
      public INDArray probabilities(INDArray activations) {
        List<float[]> values = new ArrayList<>(List.of(NativeArrays.values(activations)));
        values.addAll(given);
        int count = Math.toIntExact(activations.size(0));
        return softmax(
            new BatchedRun(rest, cut.batch()).run(count, inputs, values, List.of(logits())).get(0));
      }

      @Override
      public void close() {
        rest.close();
      }
    };
  }

  private float[] pixels(INDArray images) {
    float[] values = NativeArrays.values(images);
    pixels.restore(values, Math.toIntExact(images.size(2) * images.size(3)), normalization);
    return values;
  }

  private Port image(INDArray images) {
    return new Port(
        cut.image(),
        TensorShape.image((int) images.size(1), (int) images.size(2), (int) images.size(3)));
  }

  private Port logits() {
    return new Port(cut.logits(), cut.shapes().get(cut.shapes().size() - 1));
  }

  private INDArray softmax(float[] logits) {
    int classes = Math.toIntExact(logits().shape().elements());
    float[] probabilities = new float[logits.length];
    for (int from = 0; from < logits.length; from += classes) {
      double[] row = Softmax.of(logits, from, classes);
      for (int i = 0; i < classes; i++) {
        probabilities[from + i] = (float) row[i];
      }
    }
    return Nd4j.create(probabilities, new long[] {logits.length / classes, classes}, 'c');
  }

  @Override
  public void close() {
    session.close();
  }
}
