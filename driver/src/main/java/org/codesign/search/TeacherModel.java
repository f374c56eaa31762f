package org.codesign.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.codesign.config.ConfigurationException;
import org.codesign.config.RunConfig;
import org.codesign.config.TeacherConfig;
import org.codesign.data.Checksum;
import org.codesign.data.Normalization;
import org.codesign.data.TaskSeed;
import org.codesign.distillation.ClassifierTraining;
import org.codesign.distillation.ImageBatches;
import org.codesign.distillation.OpenTeacher;
import org.codesign.distillation.TeacherTraining;
import org.codesign.engine.NetworkWeights;
import org.codesign.engine.SafeTensors;
import org.codesign.network.Backbone;
import org.codesign.network.Network;
import org.codesign.network.ResidualConvolution;
import org.codesign.space.Position;
import org.codesign.task.ResidualTeacher;

/**
 * A teacher as two files: weights in safetensors, and a JSON manifest with what the weights do not
 * say (how images are normalised) and where they come from.
 *
 * @param accuracy on the test images of the configuration that trained it, in [0, 1]
 */
record TeacherModel(ResidualTeacher teacher, double accuracy) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String STAGE = "teacher";

  /**
   * The network that teaches: a full-width residual block at every position.
   *
   * @throws ConfigurationException if such a block does not fit a position
   */
  static Network network(Backbone backbone, List<Position> positions) {
    ResidualConvolution operator = new ResidualConvolution(3, 1);
    List<Network.NamedBlock> blocks = new ArrayList<>();
    for (Position position : positions) {
      operator
          .misfit(position.geometry())
          .ifPresent(
              reason -> {
                throw new ConfigurationException(
                    List.of(
                        "space: the teacher's block %s does not fit at %s: %s"
                            .formatted(operator.label(), position.name(), reason)));
              });
      blocks.add(new Network.NamedBlock(position.name(), operator.structure(position.geometry())));
    }
    return new Network(backbone, blocks);
  }

  /** Trains a teacher and measures it. */
  static TeacherModel train(
      RunConfig config, Network network, SearchImages images, Progress progress) {
    TeacherConfig settings = config.teacher();
    Normalization normalization = normalization(config, images);
    int epochs = settings.training().epochs();
    progress.begin("teacher training, epochs", epochs, 0);
    NetworkWeights weights;
    try {
      weights =
          TeacherTraining.train(
              network,
              new ImageBatches(images.training(), normalization),
              images.augmentation(),
              new TeacherTraining.Optimiser(
                  settings.training().learningRate(), settings.momentum(), settings.weightDecay()),
              new ClassifierTraining.Schedule(
                  epochs,
                  settings.training().batch(),
                  TaskSeed.of(config.seed(), STAGE, config.name())),
              (epoch, loss) -> progress.advance(0));
    } catch (ArithmeticException e) {
      throw new ConfigurationException(
          List.of("teacher.learning-rate: " + e.getMessage() + " Maybe lower it."));
    }
    progress.end();
    ResidualTeacher teacher = new ResidualTeacher(network, weights, normalization);
    return new TeacherModel(teacher, accuracy(teacher, images));
  }

  /** The normalisation that the configuration gives, or that of the training images. */
  static Normalization normalization(RunConfig config, SearchImages images) {
    return config.data().normalization().orElseGet(() -> Normalization.of(images.training()));
  }

  /** The share of test images that the teacher classifies correctly. */
  static double accuracy(ResidualTeacher teacher, SearchImages images) {
    try (OpenTeacher open = teacher.open()) {
      return accuracy(open, new ImageBatches(images.test(), teacher.normalization()));
    }
  }

  /** The share of images that a teacher classifies correctly. */
  static double accuracy(OpenTeacher teacher, ImageBatches images) {
    try {
      return ClassifierTraining.accuracy(teacher, images);
    } catch (ArithmeticException e) {
      throw new ConfigurationException(List.of("teacher: " + e.getMessage()));
    }
  }

  /** The bytes of the weights file. */
  byte[] weightsFile() {
    return SafeTensors.write(teacher.network().weightedLayers(), teacher.weights());
  }

  /**
   * The bytes of the manifest.
   *
   * @param origin where the weights come from, in the order to be written
   */
  byte[] manifestFile(int testImages, Map<String, String> origin) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("schema-version", 1);
    tree.put("weights-sha256", Checksum.sha256(weightsFile()));
    tree.put("accuracy", accuracy);
    tree.put("test-images", testImages);
    ObjectNode normalization = tree.putObject("normalization");
    normalization.set("means", JSON.valueToTree(teacher.normalization().means()));
    normalization.set(
        "standard-deviations", JSON.valueToTree(teacher.normalization().standardDeviations()));
    origin.forEach(tree.putObject("origin")::put);
    try {
      return (JSON.writeValueAsString(tree) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The teacher's manifest cannot be written.", e);
    }
  }

  /**
   * Reads a teacher.
   *
   * @param source what the weights are called in messages
   * @throws ConfigurationException in one line, if the files do not hold this network
   */
  static TeacherModel read(byte[] weights, byte[] manifest, Network network, String source) {
    try {
      JsonNode tree = JSON.readTree(manifest);
      String stored = tree.path("weights-sha256").asText();
      if (!stored.isEmpty() && !stored.equals(Checksum.sha256(weights))) {
        throw new IOException(
            "the manifest is of other weights: their SHA-256 is %s, not %s"
                .formatted(Checksum.sha256(weights), stored));
      }
      JsonNode normalization = tree.path("normalization");
      Normalization scale =
          new Normalization(
              numbers(normalization.path("means")),
              numbers(normalization.path("standard-deviations")));
      int channels = network.backbone().input().channels();
      if (scale.means().size() != channels) {
        throw new IOException(
            "its manifest normalises %d channels where the images have %d"
                .formatted(scale.means().size(), channels));
      }
      NetworkWeights values = SafeTensors.read(weights, network.weightedLayers(), source);
      return new TeacherModel(
          new ResidualTeacher(network, values, scale), tree.path("accuracy").asDouble());
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of("teacher.weights: " + source + ": " + e.getMessage()));
    }
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asDouble(Double.NaN)));
    return values;
  }
}
