package org.codesign.onnx;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.codesign.data.DataException;
import org.codesign.data.Normalization;
import org.codesign.graph.GraphModel;
import org.codesign.network.TensorShape;

/**
 * A network from a file.
 *
 * @param model as in the file, batch normalisation not folded
 * @param normalization of the images, if the file says
 */
public record ImportedModel(GraphModel model, Optional<Normalization> normalization) {

  private static final long LIMIT_BYTES = 1L << 30;

  /** Reads a network that says the shape of its images. */
  public static ImportedModel open(String path, Configuration configuration) {
    return open(path, Optional.empty(), configuration);
  }

  /**
   * Reads a network: {@code .onnx}, a Deeplearning4j {@code .zip}, or {@code .index.json} or {@code
   * .bin} of raw tensors, of which each finds the other ({@link RawFiles}).
   *
   * @param path of any Hadoop file system
   * @param image the shape of an image, where the file leaves it open
   * @throws DataException if the file is not such a network; it names all that is not supported
   */
  public static ImportedModel open(
      String path, Optional<TensorShape> image, Configuration configuration) {
    try {
      if (path.endsWith(".onnx")) {
        return new ImportedModel(
            OnnxReader.read(bytes(new Path(path), configuration), path, image), Optional.empty());
      }
      if (path.endsWith(".zip")) {
        return new ImportedModel(
            Dl4jReader.read(bytes(new Path(path), configuration), path, image), Optional.empty());
      }
      if (RawFiles.isNamed(path)) {
        RawFiles files = RawFiles.of(path, configuration);
        RawIndex index =
            RawIndex.parse(bytes(files.index(), configuration), files.index().toString());
        return new RawResNet(index, bytes(files.data(), configuration)).read();
      }
      throw new DataException(
          "The network %s must be an .onnx file, a Deeplearning4j .zip, or an .index.json or its .bin file."
              .formatted(path));
    } catch (IOException e) {
      throw new DataException("The network %s cannot be read: %s".formatted(path, e), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DataException("The network %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** The files beside a network's file that belong to it. */
  static List<String> companions(String path, Configuration configuration) {
    if (!RawFiles.isNamed(path)) {
      return List.of();
    }
    try {
      RawFiles files = RawFiles.of(path, configuration);
      Path other = path.endsWith(".json") ? files.data() : files.index();
      return List.of(other.toString());
    } catch (IOException e) {
      throw new DataException("The network %s cannot be read: %s".formatted(path, e), e);
    }
  }

  static byte[] bytes(Path path, Configuration configuration) throws IOException {
    FileSystem files = path.getFileSystem(configuration);
    long length = files.getFileStatus(path).getLen();
    if (length > LIMIT_BYTES) {
      throw new DataException(
          "The file %s (%d bytes) must have at most %d bytes."
              .formatted(path, length, LIMIT_BYTES));
    }
    byte[] bytes = new byte[Math.toIntExact(length)];
    try (FSDataInputStream in = files.open(path)) {
      in.readFully(0, bytes);
    }
    return bytes;
  }
}
