package org.codesign.search;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.codesign.config.ConfigurationException;
import org.codesign.data.DataException;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.distillation.ImageBatches;
import org.codesign.distillation.OpenTeacher;
import org.codesign.engine.NativeArrays;
import org.codesign.engine.NetworkWeights;
import org.codesign.graph.GraphEngine;
import org.codesign.graph.SampleLoss;
import org.codesign.graph.Softmax;
import org.codesign.network.Network;
import org.codesign.onnx.ImportedModel;
import org.codesign.onnx.NetworkMatch;
import org.codesign.task.ResidualTeacher;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network trained elsewhere as a teacher.
 *
 * @param model its file, {@code .onnx} or {@code .index.json}
 * @param normalization of the images; if it is not given, that of the file, and if the file has
 *     none, that of the training images
 */
public record TeacherImport(String model, Optional<Normalization> normalization) {

  private static final int COMPARED_IMAGES = 64;
  private static final double LARGEST_DIFFERENCE = 1e-3;

  public TeacherImport {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(normalization, "normalization");
  }

  /** The same network, with this normalisation if it has none yet. */
  TeacherImport or(Optional<Normalization> other) {
    return new TeacherImport(model, normalization.or(() -> other));
  }

  /**
   * Reads the network as a teacher and measures it.
   *
   * @throws DataException in one line, if it is not the teacher's network
   */
  TeacherModel read(Network network, SearchImages images, Configuration hadoop) {
    ImportedModel imported = ImportedModel.open(model, hadoop);
    NetworkWeights weights = NetworkMatch.weights(imported.model(), network, model);
    Normalization scale =
        normalization
            .or(imported::normalization)
            .orElseGet(() -> Normalization.of(images.training()));
    int channels = network.backbone().input().channels();
    if (scale.means().size() != channels) {
      throw new ConfigurationException(
          List.of(
              "--means: the images have %d channels, not %d"
                  .formatted(channels, scale.means().size())));
    }
    ResidualTeacher teacher = new ResidualTeacher(network, weights, scale);
    double difference = difference(imported, teacher, images.test());
    if (!(difference <= LARGEST_DIFFERENCE)) {
      throw new DataException(
          "The network %s and the teacher of its weights differ by %s in the probability of a class; the limit is %s."
              .formatted(model, difference, LARGEST_DIFFERENCE));
    }
    return new TeacherModel(teacher, TeacherModel.accuracy(teacher, images));
  }

  /** What the file calls each layer of the network, by the layer's full name. */
  Map<String, String> names(Network network, Configuration hadoop) {
    return NetworkMatch.names(ImportedModel.open(model, hadoop).model(), network, model);
  }

  /**
   * The largest difference between the class probabilities of the imported graph, batch
   * normalisation as it came, and of the teacher, on the first images.
   */
  static double difference(ImportedModel imported, ResidualTeacher teacher, ImageSet images) {
    int count = Math.min(COMPARED_IMAGES, images.count());
    int classes = teacher.network().backbone().classes();
    INDArray batch = new ImageBatches(images, teacher.normalization()).load(0, count);
    float[] pixels = NativeArrays.values(batch);
    float[] logits;
    try (GraphEngine engine =
        new GraphEngine(imported.model(), new SampleLoss.CrossEntropy(classes))) {
      logits = engine.forward(pixels, count);
    }
    float[] probabilities;
    try (OpenTeacher open = teacher.open()) {
      INDArray answers = open.probabilities(batch);
      probabilities = NativeArrays.values(answers);
      NativeArrays.free(batch, answers);
    }
    double largest = 0;
    for (int i = 0; i < count; i++) {
      double[] expected = Softmax.of(logits, i * classes, classes);
      for (int j = 0; j < classes; j++) {
        largest = Math.max(largest, Math.abs(expected[j] - probabilities[i * classes + j]));
      }
    }
    return largest;
  }
}
