package org.codesign.search;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.config.BlocksConfig;
import org.codesign.config.ConfigurationException;
import org.codesign.data.TaskSeed;
import org.codesign.distillation.ActivationStore;
import org.codesign.distillation.BoundaryGain;
import org.codesign.distillation.ImageBatches;
import org.codesign.distillation.OpenTeacher;
import org.codesign.distillation.TeacherActivations;
import org.codesign.engine.NativeArrays;
import org.codesign.network.Network;
import org.codesign.store.Stage;
import org.codesign.store.StageFolder;
import org.codesign.task.OnnxTeacher;
import org.codesign.task.ResidualTeacher;
import org.codesign.task.SharedLayers;
import org.codesign.task.Teacher;
import org.codesign.task.TeacherTask;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Stage 1: the teacher, read, trained or cut; its activations at the block boundaries; its
 * accuracy; and how much an error at each boundary matters.
 */
final class TeacherStage {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STAGE = "teacher";
  private static final String MODEL = "model";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String MANIFEST = "teacher.json";
  private static final String ACTIVATIONS = "activations";
  private static final String MEASURES = "measures";
  private static final String RECORD = "measures.json";
  private static final int GAIN_IMAGES = 256;

  private final SearchContext context;
  private final SearchImages images;
  private final Optional<OnnxTeacherFile> onnx;
  private final StageFolder folder;

  /**
   * What the later stages know of the teacher.
   *
   * @param shared what all designs start from besides their blocks
   * @param gains after each position
   */
  record Result(Teacher teacher, SharedLayers shared, double accuracy, List<Double> gains) {}

  /** What was measured, as a file. */
  record Measures(double accuracy, List<Double> gains) {}

  TeacherStage(SearchContext context, SearchImages images, Optional<OnnxTeacherFile> onnx) {
    this.context = context;
    this.images = images;
    this.onnx = onnx;
    this.folder = context.run().stage(Stage.TEACHER);
  }

  /** The number of images whose activations are kept. */
  static int activationImages(BlocksConfig blocks) {
    return blocks.images() + blocks.heldOutImages();
  }

  /** The folder of the activations. */
  static String activations(SearchContext context) {
    return context.run().stage(Stage.TEACHER).folder().toString();
  }

  Result run() {
    return onnx.isPresent() ? run(kept(onnx.get())) : residual();
  }

  private Result residual() {
    Network network = TeacherModel.network(context.space().backbone(), context.space().positions());
    ResidualTeacher teacher = model(network).teacher();
    writeActivations(teacher);
    Measures measures = measures(teacher);
    SharedLayers shared = new SharedLayers(network.backbone(), teacher.weights());
    return new Result(teacher, shared, measures.accuracy(), measures.gains());
  }

  private Result run(OnnxTeacher teacher) {
    writeActivations(teacher);
    Measures measures = measures(teacher);
    context
        .progress()
        .note(
            String.format(
                Locale.ROOT,
                "the teacher is right on %.2f %% of the test images",
                100 * measures.accuracy()));
    int count = activationImages(context.config().stages().blocks());
    SharedLayers shared =
        new SharedLayerTraining(context, folder, teacher)
            .layers(images.training().subset(0, count));
    return new Result(teacher, shared, measures.accuracy(), measures.gains());
  }

  /** Executors may not reach the user's file, so it becomes an item of the run. */
  private OnnxTeacher kept(OnnxTeacherFile file) {
    if (!folder.isFinished(OnnxTeacher.ITEM)) {
      folder.write(OnnxTeacher.ITEM, Map.of(OnnxTeacher.FILE, file.bytes()));
    }
    return new OnnxTeacher(
        StageItems.of(folder),
        file.cut(),
        context.config().teacher().onnx().orElseThrow().input(),
        TeacherModel.normalization(context.config(), images),
        file.constantBytes());
  }

  private TeacherModel model(Network network) {
    if (context.config().teacher().weights().isPresent()) {
      return TeacherFiles.read(
          context.config().teacher().weights().get(), network, context.hadoop());
    }
    if (!folder.isFinished(MODEL)) {
      TeacherModel model =
          TeacherModel.train(context.config(), network, images, context.progress());
      byte[] manifest =
          model.manifestFile(
              images.test().count(), Map.of("seed", String.valueOf(context.config().seed())));
      folder.write(MODEL, Map.of(WEIGHTS, model.weightsFile(), MANIFEST, manifest));
    }
    return TeacherModel.read(
        folder.read(MODEL, WEIGHTS),
        folder.read(MODEL, MANIFEST),
        network,
        folder.file(MODEL, WEIGHTS).toString());
  }

  private void writeActivations(Teacher teacher) {
    int count = activationImages(context.config().stages().blocks());
    if (count > images.training().count()) {
      throw new ConfigurationException(
          List.of(
              "blocks.images + blocks.held-out-images: %d - must not exceed the %d training images"
                  .formatted(count, images.training().count())));
    }
    int shards = ActivationStore.shards(count);
    if (folder.isFinished(ACTIVATIONS) && activationsAreWhole(count)) {
      context.progress().begin("teacher activations", shards, shards);
      context.progress().end();
      return;
    }
    folder.begin(ACTIVATIONS);
    context.progress().begin("teacher activations", shards, 0);
    Broadcast<TeacherTask.Context> shared =
        context
            .spark()
            .broadcast(
                new TeacherTask.Context(
                    teacher, images.training().subset(0, count), count, activations(context)));
    try (TaskListener listener = new TaskListener(context.spark(), context.progress(), shards)) {
      context.spark().setJobGroup(STAGE, "teacher activations", true);
      context
          .spark()
          .parallelize(IntStream.range(0, shards).boxed().toList(), shards)
          .map(new TeacherTask(shared))
          .count();
      listener.awaitAll();
    } finally {
      context.spark().clearJobGroup();
      shared.destroy();
    }
    folder.write(ACTIVATIONS, Map.of("activations.json", json(Map.of("images", count))));
    context.progress().end();
  }

  /** Whether every shard is there and as long as it says. */
  private boolean activationsAreWhole(int count) {
    int kept = context.space().positions().size() + (onnx.isPresent() ? 2 : 1);
    for (int boundary = 0; boundary < kept; boundary++) {
      Path shards = TeacherActivations.boundaryFolder(folder.folder(), boundary);
      try {
        ActivationStore.open(shards, count, context.hadoop()).close();
      } catch (IOException e) {
        context.progress().note("The teacher's activations are computed again: " + e.getMessage());
        return false;
      }
    }
    return true;
  }

  private Measures measures(Teacher teacher) {
    try {
      if (folder.isFinished(MEASURES)) {
        return JSON.readValue(folder.read(MEASURES, RECORD), Measures.class);
      }
      try (OpenTeacher open = teacher.open()) {
        ImageBatches test = new ImageBatches(images.test(), teacher.normalization());
        Measures measures = new Measures(TeacherModel.accuracy(open, test), gains(teacher, open));
        folder.write(MEASURES, Map.of(RECORD, json(measures)));
        return measures;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Double> gains(Teacher teacher, OpenTeacher open) throws IOException {
    int count = activationImages(context.config().stages().blocks());
    int used = Math.min(GAIN_IMAGES, count);
    INDArray batch = new ImageBatches(images.training(), teacher.normalization()).load(0, used);
    Path root = new Path(activations(context));
    List<Double> gains = new ArrayList<>();
    for (int blocks = 1; blocks <= context.space().positions().size(); blocks++) {
      Path boundary = TeacherActivations.boundaryFolder(root, blocks);
      try (ActivationStore store = ActivationStore.open(boundary, count, context.hadoop());
          OpenTeacher.Tail tail = open.tail(blocks, batch)) {
        gains.add(
            BoundaryGain.measure(
                tail, store, used, TaskSeed.of(context.config().seed(), STAGE, "gain-" + blocks)));
      }
    }
    NativeArrays.free(batch);
    return gains;
  }

  static byte[] json(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
