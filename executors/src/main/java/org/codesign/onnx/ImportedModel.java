package org.codesign.onnx;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.codesign.data.DataException;
import org.codesign.data.Normalization;
import org.codesign.graph.GraphModel;

/**
 * A network from a file.
 *
 * @param model as in the file, batch normalisation not folded
 * @param normalization of the images, if the file says
 */
public record ImportedModel(GraphModel model, Optional<Normalization> normalization) {

  private static final long LIMIT_BYTES = 1L << 30;

  /**
   * Reads a network: {@code .onnx}, or {@code .index.json} beside its data file.
   *
   * @param path of any Hadoop file system
   * @throws DataException if the file is not such a network; it names all that is not supported
   */
  public static ImportedModel open(String path, Configuration configuration) {
    try {
      if (path.endsWith(".onnx")) {
        return new ImportedModel(
            OnnxReader.read(bytes(new Path(path), configuration), path), Optional.empty());
      }
      if (path.endsWith(".json")) {
        RawIndex index = RawIndex.parse(bytes(new Path(path), configuration), path);
        Path data = new Path(new Path(path).getParent(), index.dataFile());
        return new RawResNet(index, bytes(data, configuration)).read();
      }
      throw new DataException(
          "The network %s must be an .onnx file or an .index.json file.".formatted(path));
    } catch (IOException e) {
      throw new DataException("The network %s cannot be read: %s".formatted(path, e), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DataException("The network %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static byte[] bytes(Path path, Configuration configuration) throws IOException {
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
