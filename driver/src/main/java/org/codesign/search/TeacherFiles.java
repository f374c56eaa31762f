package org.codesign.search;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.codesign.config.ConfigurationException;
import org.codesign.config.InputFile;
import org.codesign.config.RunConfig;
import org.codesign.data.Checksum;
import org.codesign.data.WholeFile;
import org.codesign.network.Network;

/**
 * A teacher outside a run directory: {@code NAME.safetensors} and {@code NAME.safetensors.json}.
 */
final class TeacherFiles {

  private static final long LARGEST_WEIGHTS_BYTES = 1L << 30;
  private static final long LARGEST_MANIFEST_BYTES = 1L << 20;

  private TeacherFiles() {}

  static Path manifest(Path weights) {
    return weights.suffix(".json");
  }

  /** Reads a teacher; {@link ConfigurationException} if it is not there or not of this network. */
  static TeacherModel read(InputFile file, Network network, Configuration hadoop) {
    Path path = file.path();
    file.sha256().ifPresent(expected -> Checksum.verify(path.toString(), expected, hadoop));
    byte[] weights = bytes(path, LARGEST_WEIGHTS_BYTES, hadoop);
    byte[] manifest = bytes(manifest(path), LARGEST_MANIFEST_BYTES, hadoop);
    return TeacherModel.read(weights, manifest, network, file.written());
  }

  /** {@link ConfigurationException} in one line, if the teacher is none with weights of its own. */
  static void requireResidual(RunConfig config, String verb) {
    if (config.teacher().onnx().isPresent()) {
      throw new ConfigurationException(
          List.of(
              "%s: teacher.onnx: %s is for a teacher of the space's own structure; leave the key out"
                  .formatted(config.identity().source(), verb)));
    }
  }

  /** {@link ConfigurationException} in one line, if there is no such file. */
  static void requireExisting(Path path, Configuration hadoop) {
    try {
      if (!path.getFileSystem(hadoop).exists(path)) {
        throw missing(path);
      }
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of("teacher.weights: " + path + " cannot be read: " + e.getMessage()));
    }
  }

  /** Whether a teacher can be written is better known before the hours of its training. */
  static void requireWritable(Path path, Configuration hadoop) {
    Path probe = path.suffix(".writable");
    try {
      FileSystem files = path.getFileSystem(hadoop);
      put(files, probe, new byte[0]);
      files.delete(probe, false);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** Writes a teacher, replacing what is there. */
  static void write(
      Path path,
      TeacherModel model,
      int testImages,
      Map<String, String> origin,
      Configuration hadoop) {
    try {
      FileSystem files = path.getFileSystem(hadoop);
      files.setWriteChecksum(false);
      put(files, path, model.weightsFile());
      put(files, manifest(path), model.manifestFile(testImages, origin));
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static void put(FileSystem files, Path path, byte[] bytes) throws IOException {
    WholeFile.write(files, path, bytes);
  }

  private static byte[] bytes(Path path, long limit, Configuration hadoop) {
    try {
      FileSystem files = path.getFileSystem(hadoop);
      long length = files.getFileStatus(path).getLen();
      if (length > limit) {
        throw new ConfigurationException(
            List.of(
                "teacher.weights: %s has %d bytes; the limit is %d"
                    .formatted(path, length, limit)));
      }
      byte[] bytes = new byte[(int) length];
      try (var in = files.open(path)) {
        in.readFully(bytes);
      }
      return bytes;
    } catch (FileNotFoundException e) {
      throw missing(path);
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of("teacher.weights: " + path + " cannot be read: " + e.getMessage()));
    }
  }

  private static ConfigurationException missing(Path path) {
    return new ConfigurationException(
        List.of(
            "teacher.weights: there is no file "
                + path
                + "; train it with bin/codesign train, or leave the key out"));
  }

  private static ConfigurationException unwritable(Path path, IOException e) {
    return new ConfigurationException(
        List.of("teacher.weights: " + path + " cannot be written: " + e.getMessage()));
  }
}
