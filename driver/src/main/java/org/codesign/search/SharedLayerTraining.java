package org.codesign.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.codesign.config.BlocksConfig;
import org.codesign.config.ConfigurationException;
import org.codesign.data.ImageSet;
import org.codesign.data.TaskSeed;
import org.codesign.distillation.ActivationStore;
import org.codesign.distillation.BlockDistiller;
import org.codesign.distillation.BlockOutcome;
import org.codesign.distillation.ClassifierRegression;
import org.codesign.distillation.ImageActivations;
import org.codesign.distillation.StemRegression;
import org.codesign.distillation.TeacherActivations;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.engine.SafeTensors;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Shortcut;
import org.codesign.store.StageFolder;
import org.codesign.task.OnnxTeacher;
import org.codesign.task.SharedLayers;

/**
 * The stem and the classifier of designs whose teacher has none that they could take over: least
 * squares between the images and the first boundary, and between the last boundary and the logits.
 */
final class SharedLayerTraining {

  private static final String STAGE = "teacher";
  private static final String ITEM = "shared";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String RECORD = "shared.json";

  private static final int SAMPLE_IMAGES = 256;
  private static final double WORTH_A_LINE = 1e-3;

  private final SearchContext context;
  private final StageFolder folder;
  private final OnnxTeacher teacher;

  SharedLayerTraining(SearchContext context, StageFolder folder, OnnxTeacher teacher) {
    this.context = context;
    this.folder = folder;
    this.teacher = teacher;
  }

  /**
   * The layers, trained unless they are there.
   *
   * @param images those whose activations are kept
   */
  SharedLayers layers(ImageSet images) {
    Backbone backbone = context.space().backbone();
    String source = folder.file(ITEM, WEIGHTS).toString();
    try {
      if (!folder.isFinished(ITEM)) {
        train(backbone, images);
      }
      byte[] weights = folder.read(ITEM, WEIGHTS);
      return new SharedLayers(backbone, SafeTensors.read(weights, backbone.fixedLayers(), source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void train(Backbone backbone, ImageSet images) throws IOException {
    context.progress().begin("stem and classifier", 2, 0);
    BlockOutcome.Trained stem = stem(backbone, images);
    context.progress().advance(0);
    ClassifierRegression.Fit classifier = classifier(backbone, images.count());
    context.progress().advance(0);
    context.progress().end();
    String name = backbone.classifier().name();
    NetworkWeights weights =
        stem.weights().plus(new NetworkWeights(Map.of(name, classifier.weights())));
    Fit fit =
        new Fit(
            stem.heldOutError(),
            classifier.heldOutError(),
            classifier.agreement(),
            negativeShares(images.count()));
    fit.lines(teacher.cut().boundaries()).forEach(context.progress()::note);
    folder.write(
        ITEM,
        Map.of(
            WEIGHTS,
            SafeTensors.write(backbone.fixedLayers(), weights),
            RECORD,
            TeacherStage.json(fit)));
  }

  /** The stem as a block that needs no training, which is how its error is measured. */
  private BlockOutcome.Trained stem(Backbone backbone, ImageSet images) throws IOException {
    Layer layer = backbone.stem();
    BlocksConfig blocks = context.config().stages().blocks();
    BlockDistiller block =
        new BlockDistiller(
            new BlockGeometry(layer.input(), layer.output(), layer.window().stride()),
            new BlockStructure(List.of(layer), new Shortcut.None()),
            new BlockDistiller.Settings(
                blocks.images(),
                blocks.training().epochs(),
                blocks.training().batch(),
                blocks.training().learningRate()));
    ImageActivations inputs = new ImageActivations(images, teacher.normalization());
    try (ActivationStore targets = open(0, images.count())) {
      long seed = TaskSeed.of(context.config().seed(), STAGE, layer.name());
      LayerWeights weights =
          new StemRegression(layer, inputs, targets, blocks.images(), seed).fit();
      NetworkWeights named = new NetworkWeights(Map.of(layer.name(), weights));
      BlockOutcome outcome = block.adopt(named, inputs, targets);
      if (outcome instanceof BlockOutcome.Trained measured) {
        return measured;
      }
      throw new ConfigurationException(
          List.of(
              "%s: space.stem: no convolution imitates the teacher's first boundary: %s"
                  .formatted(
                      context.config().identity().source(),
                      ((BlockOutcome.Failed) outcome).reason())));
    }
  }

  private ClassifierRegression.Fit classifier(Backbone backbone, int count) throws IOException {
    int last = backbone.blocks().size();
    try (ActivationStore boundary = open(last, count);
        ActivationStore logits = open(last + 1, count)) {
      return new ClassifierRegression(boundary, logits)
          .fit(backbone.classifier(), context.config().stages().blocks().images());
    }
  }

  private ActivationStore open(int boundary, int count) throws IOException {
    Path shards = TeacherActivations.boundaryFolder(folder.folder(), boundary);
    return ActivationStore.open(shards, count, context.hadoop());
  }

  /** The share of negative values in the sum of squares at each boundary. */
  private List<Double> negativeShares(int count) throws IOException {
    List<Double> shares = new ArrayList<>();
    for (int boundary = 0; boundary < teacher.cut().boundaries().size(); boundary++) {
      try (ActivationStore store = open(boundary, count)) {
        int images = Math.min(SAMPLE_IMAGES, count);
        float[] values = new float[Math.toIntExact(store.shape().withBatch(images).elements())];
        store.read(0, images, values);
        double negative = 0;
        double energy = Double.MIN_NORMAL;
        for (float value : values) {
          energy += (double) value * value;
          negative += value < 0 ? (double) value * value : 0;
        }
        shares.add(negative / energy);
      }
    }
    return shares;
  }

  /**
   * How well the layers imitate the teacher on held-out images, and how much of each boundary is
   * negative, which no block can give, since it ends in a ReLU.
   */
  record Fit(
      double stemError,
      double classifierError,
      double classifierAgreement,
      List<Double> negativeShares) {

    List<String> lines(List<String> boundaries) {
      List<String> lines = new ArrayList<>();
      lines.add(
          String.format(
              Locale.ROOT,
              "stem: error %.2g at the first boundary; classifier: the teacher's class for %.1f %% of held-out images",
              stemError,
              100 * classifierAgreement));
      for (int i = 0; i < negativeShares.size(); i++) {
        if (negativeShares.get(i) >= WORTH_A_LINE) {
          lines.add(
              String.format(
                  Locale.ROOT,
                  "The boundary %s: %.1f %% of its squares are of negative values, which no block gives: all end in a ReLU. Maybe cut after one.",
                  boundaries.get(i),
                  100 * negativeShares.get(i)));
        }
      }
      return lines;
    }
  }
}
