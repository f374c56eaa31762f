package org.codesign.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.codesign.data.DataException;
import org.codesign.data.Normalization;
import org.codesign.distillation.OpenTeacher;
import org.codesign.engine.NativeArrays;
import org.codesign.graph.ActivationFunction;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphSamples;
import org.codesign.graph.Softmax;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CutTeacherTest {

  private static final int IMAGES = 5;
  private static final TensorShape IMAGE = TensorShape.image(3, 6, 6);
  private static final List<String> BOUNDARIES = List.of("stem.act", "a.act", "cat.act");
  private static final List<TensorShape> SHAPES =
      List.of(
          TensorShape.image(4, 6, 6),
          TensorShape.image(4, 6, 6),
          TensorShape.image(9, 3, 3),
          TensorShape.vector(GraphSamples.CLASSES));
  private static final Normalization PLAIN =
      new Normalization(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

  private final GraphModel network =
      GraphSamples.model(GraphSamples.everything(ActivationFunction.HARD_SWISH), 3);
  private final float[] pixels = GraphSamples.normal(IMAGES * 108, new SplittableRandom(1));
  private final INDArray images = Nd4j.create(pixels, new long[] {IMAGES, 3, 6, 6}, 'c');

  private static CutPoints cut(int batch) {
    return new CutPoints("image", batch, BOUNDARIES, "fc", SHAPES);
  }

  private ModelProto model(int batch) {
    ModelProto.Builder model =
        OnnxSamples.write(network, OnnxSamples.Constants.INITIALIZERS).toBuilder();
    if (batch > 0) {
      model
          .getGraphBuilder()
          .getInputBuilder(0)
          .getTypeBuilder()
          .getTensorTypeBuilder()
          .getShapeBuilder()
          .getDimBuilder(0)
          .setDimValue(batch);
    }
    return model.build();
  }

  private CutTeacher teacher(int batch) {
    return new CutTeacher(model(batch).toByteArray(), cut(batch), PixelValues.NORMALIZED, PLAIN);
  }

  /** The model with other outputs in ONNX Runtime, one image at a time. */
  private List<float[]> byHand() throws Exception {
    ModelProto.Builder model = model(0).toBuilder();
    model.getGraphBuilder().clearOutput();
    List<String> names = new ArrayList<>(BOUNDARIES);
    names.add("fc");
    names.forEach(name -> model.getGraphBuilder().addOutputBuilder().setName(name));
    List<float[]> results = new ArrayList<>();
    SHAPES.forEach(shape -> results.add(new float[(int) (IMAGES * shape.elements())]));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.build().toByteArray())) {
      for (int image = 0; image < IMAGES; image++) {
        FloatBuffer one = FloatBuffer.wrap(pixels, image * 108, 108).slice();
        try (OnnxTensor input = OnnxTensor.createTensor(environment, one, new long[] {1, 3, 6, 6});
            OrtSession.Result result = session.run(Map.of("image", input))) {
          for (int i = 0; i < names.size(); i++) {
            FloatBuffer found = ((OnnxTensor) result.get(i)).getFloatBuffer();
            found.get(results.get(i), image * found.remaining(), found.remaining());
          }
        }
      }
    }
    return results;
  }

  private static float[] softmax(float[] logits) {
    float[] result = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      int row = i / GraphSamples.CLASSES * GraphSamples.CLASSES;
      result[i] = (float) Softmax.of(logits, row, GraphSamples.CLASSES)[i - row];
    }
    return result;
  }

  /** 5 images at once, in one batch of 8, in three of 2. */
  @ParameterizedTest
  @ValueSource(ints = {0, 8, 2, 1})
  void activationsAreThoseOfOnnxRuntime(int batch) throws Exception {
    List<float[]> expected = byHand();
    try (CutTeacher teacher = teacher(batch)) {
      assertThat(teacher.shapes()).isEqualTo(SHAPES);
      List<float[]> found = teacher.activations(images);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-5f));
      }
      assertThat(NativeArrays.values(teacher.probabilities(images)))
          .containsExactly(softmax(expected.get(3)), within(1e-5f));
    }
  }

  /** Something passes the second boundary by. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aTailOfTheOwnActivationsGivesTheAnswersOfAll(int batch) {
    try (CutTeacher teacher = teacher(batch)) {
      float[] expected = NativeArrays.values(teacher.probabilities(images));
      List<float[]> activations = teacher.activations(images);
      for (int boundary = 0; boundary < 3; boundary++) {
        TensorShape shape = SHAPES.get(boundary);
        long[] sizes = {IMAGES, shape.channels(), shape.height(), shape.width()};
        INDArray own = Nd4j.create(activations.get(boundary), sizes, 'c');
        INDArray other = own.mul(1.5);
        try (OpenTeacher.Tail tail = teacher.tail(boundary, images)) {
          assertThat(NativeArrays.values(tail.probabilities(own)))
              .containsExactly(expected, within(1e-5f));
          assertThat(NativeArrays.values(tail.probabilities(other))).isNotEqualTo(expected);
        }
      }
    }
  }

  /** Normalised values that stand for those that the network shall see. */
  @ParameterizedTest
  @EnumSource(PixelValues.class)
  void pixelsAreAsTheNetworkWantsThem(PixelValues values) throws Exception {
    Normalization normalization =
        new Normalization(List.of(0.4, 0.5, 0.6), List.of(0.2, 0.25, 0.3));
    double range = values == PixelValues.BYTE ? 255 : 1;
    float[] normalised = pixels.clone();
    for (int i = 0; values != PixelValues.NORMALIZED && i < normalised.length; i++) {
      int channel = i / 36 % 3;
      normalised[i] =
          (float)
              ((pixels[i] / range - normalization.mean(channel))
                  / normalization.standardDeviation(channel));
    }
    INDArray given = Nd4j.create(normalised, new long[] {IMAGES, 3, 6, 6}, 'c');
    try (CutTeacher teacher =
        new CutTeacher(model(0).toByteArray(), cut(0), values, normalization)) {
      float tolerance = values == PixelValues.BYTE ? 1e-3f : 1e-5f;
      assertThat(teacher.activations(given).get(0))
          .containsExactly(byHand().get(0), within(tolerance));
    }
  }

  @Test
  void theProbeFindsShapes() {
    CuttableModel model = CuttableModel.parse(model(0).toByteArray(), "t");
    assertThat(ShapeProbe.shapes(model, "image", IMAGE, 0, List.of("cat.act", "fc", "e.act")))
        .containsEntry("cat.act", Optional.of(List.of(9L, 3L, 3L)))
        .containsEntry("fc", Optional.of(List.of(3L)))
        .containsEntry("e.act", Optional.of(List.of(6L)));
    assertThatThrownBy(
            () ->
                ShapeProbe.shapes(
                    model, "image", TensorShape.image(3, 5, 6), 0, List.of("cat.act")))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("ONNX Runtime cannot run the network: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anOutputOfAnotherSizeIsNamed() {
    List<TensorShape> wrong = new ArrayList<>(SHAPES);
    wrong.set(2, TensorShape.image(8, 3, 3));
    CutPoints points = new CutPoints("image", 0, BOUNDARIES, "fc", wrong);
    try (CutTeacher teacher =
        new CutTeacher(model(0).toByteArray(), points, PixelValues.NORMALIZED, PLAIN)) {
      assertThatThrownBy(() -> teacher.activations(images))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "The tensor cat.act of the network must hold 360 numbers for these images, but its shape is [5, 9, 3, 3].");
    }
  }

  @Test
  void shapesMustBeOneMoreThanBoundaries() {
    assertThatThrownBy(() -> new CutPoints("image", 0, BOUNDARIES, "fc", SHAPES.subList(0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The shapes (3) must be one more than the boundaries (3).");
    assertThatThrownBy(() -> new CutPoints("image", -1, BOUNDARIES, "fc", SHAPES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The batch (-1) must not be negative.");
  }
}
