package org.codesign.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.codesign.data.Normalization;
import org.codesign.distillation.OpenTeacher;
import org.codesign.engine.NativeArrays;
import org.codesign.network.TensorShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs a cut network once in every way that a search will, on images of one grey, so that what
 * cannot run is known before anything is computed.
 */
public final class CutRehearsal {

  private static final int IMAGES = 2;
  private static final float TOLERANCE = 1e-3f;

  private CutRehearsal() {}

  /**
   * What went wrong, one line each.
   *
   * @throws org.codesign.data.DataException in one line, if ONNX Runtime cannot run it
   */
  public static List<String> problems(byte[] file, CutPoints cut, TensorShape image) {
    Normalization plain =
        new Normalization(
            Collections.nCopies(image.channels(), 0.0), Collections.nCopies(image.channels(), 1.0));
    List<String> problems = new ArrayList<>();
    INDArray images = array(new float[Math.toIntExact(IMAGES * image.elements())], image);
    try (CutTeacher teacher = new CutTeacher(file, cut, PixelValues.UNIT, plain)) {
      List<float[]> activations = teacher.activations(images);
      int last = cut.boundaries().size();
      if (areProbabilities(activations.get(last), cut.shapes().get(last).channels())) {
        problems.add(
            "logits: %s has probabilities, which are at least 0 and whose sum is 1; name what their softmax reads"
                .formatted(cut.logits()));
      }
      float[] answers = values(teacher.probabilities(images));
      for (int i = 0; i < last; i++) {
        try (OpenTeacher.Tail tail = teacher.tail(i, images)) {
          INDArray own = array(activations.get(i), cut.shapes().get(i));
          float[] found = values(tail.probabilities(own));
          NativeArrays.free(own);
          if (!isClose(found, answers)) {
            problems.add(
                "boundaries[%d]: what follows on %s does not give the answers of the whole network"
                    .formatted(i, cut.boundaries().get(i)));
          }
        }
      }
    }
    NativeArrays.free(images);
    return problems;
  }

  private static INDArray array(float[] values, TensorShape shape) {
    return Nd4j.create(
        values, new long[] {IMAGES, shape.channels(), shape.height(), shape.width()}, 'c');
  }

  private static float[] values(INDArray array) {
    float[] values = NativeArrays.values(array);
    NativeArrays.free(array);
    return values;
  }

  private static boolean areProbabilities(float[] rows, int classes) {
    for (int from = 0; from < rows.length; from += classes) {
      double sum = 0;
      for (int i = from; i < from + classes; i++) {
        sum += rows[i];
        if (!(rows[i] >= 0)) {
          return false;
        }
      }
      if (Math.abs(sum - 1) > TOLERANCE) {
        return false;
      }
    }
    return true;
  }

  private static boolean isClose(float[] found, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(found[i] - expected[i]) <= TOLERANCE)) {
        return false;
      }
    }
    return true;
  }
}
