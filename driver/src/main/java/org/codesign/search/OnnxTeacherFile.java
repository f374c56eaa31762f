package org.codesign.search;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.codesign.config.ConfigurationException;
import org.codesign.config.KeySuggestion;
import org.codesign.config.OnnxTeacherConfig;
import org.codesign.config.RunConfig;
import org.codesign.data.Checksum;
import org.codesign.data.DataException;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.TensorShape;
import org.codesign.onnx.CutPoints;
import org.codesign.onnx.CutRehearsal;
import org.codesign.onnx.CuttableModel;
import org.codesign.onnx.ShapeProbe;

/** The ONNX network that a configuration names as its teacher, held against the space. */
final class OnnxTeacherFile {

  private static final long LARGEST_BYTES = 1L << 30;
  private static final int LARGEST_BATCH = 1024;
  private static final int SUGGESTIONS = 3;

  private final byte[] bytes;
  private final CutPoints cut;
  private final long constantBytes;

  private OnnxTeacherFile(byte[] bytes, CutPoints cut, long constantBytes) {
    this.bytes = bytes;
    this.cut = cut;
    this.constantBytes = constantBytes;
  }

  /** The file's content, not copied. */
  byte[] bytes() {
    return bytes;
  }

  CutPoints cut() {
    return cut;
  }

  long constantBytes() {
    return constantBytes;
  }

  /**
   * Reads and checks the file.
   *
   * @throws ConfigurationException with one line for each thing that does not fit
   */
  static OnnxTeacherFile read(RunConfig config, Backbone backbone, Configuration hadoop) {
    OnnxTeacherConfig teacher = config.teacher().onnx().orElseThrow();
    Path path = teacher.file().path();
    String key = config.identity().source() + ": teacher.";
    teacher.file().sha256().ifPresent(hash -> Checksum.verify(path.toString(), hash, hadoop));
    try {
      byte[] bytes = bytes(path, hadoop);
      CuttableModel model = CuttableModel.parse(bytes, teacher.file().written());
      return new Check(model, teacher, backbone, key).file(bytes);
    } catch (FileNotFoundException e) {
      throw new ConfigurationException(List.of(key + "onnx: there is no file " + path));
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(key + "onnx: " + path + " cannot be read: " + e.getMessage()));
    } catch (DataException e) {
      throw new ConfigurationException(List.of(key + "onnx: " + e.getMessage()));
    }
  }

  private static byte[] bytes(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    long length = files.getFileStatus(path).getLen();
    if (length > LARGEST_BYTES) {
      throw new DataException(
          "the file %s has %d bytes; the limit is %d".formatted(path, length, LARGEST_BYTES));
    }
    byte[] bytes = new byte[(int) length];
    try (var in = files.open(path)) {
      in.readFully(bytes);
    }
    return bytes;
  }

  /** What is found out of one network. */
  private static final class Check {
    private final CuttableModel model;
    private final OnnxTeacherConfig teacher;
    private final Backbone backbone;
    private final String key;
    private final String logits;
    private final List<String> problems = new ArrayList<>();

    Check(CuttableModel model, OnnxTeacherConfig teacher, Backbone backbone, String key) {
      this.model = model;
      this.teacher = teacher;
      this.backbone = backbone;
      this.key = key;
      this.logits = teacher.logits().orElseGet(model::logits);
    }

    OnnxTeacherFile file(byte[] bytes) {
      List<String> external = model.external();
      if (!external.isEmpty()) {
        problem(
            "onnx",
            "the values of %s are in another file; they must be in the model"
                .formatted(String.join(", ", external.subList(0, Math.min(3, external.size())))));
      }
      Optional<CuttableModel.Input> input = input();
      List<String> names = teacher.boundaries();
      for (int i = 0; i < names.size(); i++) {
        requireTensor("boundaries[" + i + "]", names.get(i));
      }
      requireTensor("logits", logits);
      requireOrder();
      if (input.isPresent() && external.isEmpty()) {
        shapes(input.get());
      }
      throwIfAny();
      CutPoints cut = cut(input.orElseThrow());
      CutRehearsal.problems(bytes, cut, backbone.input()).forEach(it -> problems.add(key + it));
      throwIfAny();
      return new OnnxTeacherFile(bytes, cut, model.constantBytes());
    }

    private void throwIfAny() {
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
    }

    private void problem(String setting, String reason) {
      problems.add(key + setting + ": " + reason);
    }

    /** The input, if it takes the images of the data. */
    private Optional<CuttableModel.Input> input() {
      List<CuttableModel.Input> inputs = model.inputs();
      if (inputs.size() != 1) {
        problem("onnx", "the network has %d inputs, but must have one".formatted(inputs.size()));
        return Optional.empty();
      }
      CuttableModel.Input input = inputs.get(0);
      TensorShape image = backbone.input();
      List<Long> sizes = input.sizes();
      boolean fits =
          sizes.size() == 4
              && input.isFloat()
              && sizes.get(0) <= LARGEST_BATCH
              && isOpenOr(sizes.get(1), image.channels())
              && isOpenOr(sizes.get(2), image.height())
              && isOpenOr(sizes.get(3), image.width());
      if (!fits) {
        problem(
            "onnx",
            "the input %s has the type %s and the shape %s, but the images of the data are float [N, %d, %d, %d]"
                .formatted(
                    input.name(),
                    input.isFloat() ? "float" : "not float",
                    sizes.toString().replace("-1", "?"),
                    image.channels(),
                    image.height(),
                    image.width()));
      }
      return fits ? Optional.of(input) : Optional.empty();
    }

    private static boolean isOpenOr(long size, int wanted) {
      return size < 0 || size == wanted;
    }

    private static int batch(CuttableModel.Input input) {
      return Math.toIntExact(Math.max(0, input.sizes().get(0)));
    }

    private void requireTensor(String setting, String name) {
      if (!model.tensors().contains(name)) {
        problem(
            setting,
            "the network computes no tensor %s; of its %d tensors the nearest are %s"
                .formatted(
                    name,
                    model.tensors().size(),
                    String.join(", ", KeySuggestion.nearest(name, model.tensors(), SUGGESTIONS))));
      }
    }

    /** Each boundary must be on the way from the one before it, and the logits from the last. */
    private void requireOrder() {
      List<String> way = new ArrayList<>(teacher.boundaries());
      way.add(logits);
      for (int i = 1; i < way.size(); i++) {
        boolean isKnown = model.tensors().containsAll(List.of(way.get(i - 1), way.get(i)));
        if (isKnown && !model.follows(way.get(i), way.get(i - 1))) {
          problem(
              i == way.size() - 1 ? "logits" : "boundaries[" + i + "]",
              "%s does not depend on the boundary %s before it"
                  .formatted(way.get(i), way.get(i - 1)));
        }
      }
    }

    private List<TensorShape> wanted() {
      List<TensorShape> shapes = new ArrayList<>();
      shapes.add(backbone.stem().output());
      backbone.blocks().stream().map(BlockGeometry::output).forEach(shapes::add);
      return shapes;
    }

    private void shapes(CuttableModel.Input input) {
      List<String> names = new ArrayList<>(teacher.boundaries());
      names.add(logits);
      List<String> known = names.stream().filter(model.tensors()::contains).distinct().toList();
      Map<String, Optional<List<Long>>> found;
      try {
        found = ShapeProbe.shapes(model, input.name(), backbone.input(), batch(input), known);
      } catch (DataException e) {
        problem("onnx", e.getMessage());
        return;
      }
      List<TensorShape> wanted = wanted();
      for (int i = 0; i < teacher.boundaries().size(); i++) {
        TensorShape shape = wanted.get(i);
        List<Long> sizes =
            List.of((long) shape.channels(), (long) shape.height(), (long) shape.width());
        String name = teacher.boundaries().get(i);
        if (found.containsKey(name) && !found.get(name).equals(Optional.of(sizes))) {
          problem(
              "boundaries[" + i + "]",
              "%s has %s for an image, but the space has %s there"
                  .formatted(name, text(found.get(name)), sizes));
        }
      }
      long classes = backbone.classes();
      boolean fits =
          found
              .getOrDefault(logits, Optional.of(List.of(classes)))
              .filter(it -> it.equals(List.of(classes)) || it.equals(List.of(classes, 1L, 1L)))
              .isPresent();
      if (!fits) {
        problem(
            "logits",
            "%s has %s for an image, but the data has %d classes"
                .formatted(logits, text(found.get(logits)), classes));
      }
    }

    private static String text(Optional<List<Long>> sizes) {
      return sizes.map(List::toString).orElse("no row of floats");
    }

    private CutPoints cut(CuttableModel.Input input) {
      List<TensorShape> shapes = wanted();
      shapes.add(TensorShape.vector(backbone.classes()));
      return new CutPoints(input.name(), batch(input), teacher.boundaries(), logits, shapes);
    }
  }
}
