package org.codesign.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.codesign.data.DataException;

/**
 * The two files of raw tensors, of which a user names one: for an index the data file that it
 * names, for a data file {@code x.bin} the index {@code x.index.json} or else the only index beside
 * it.
 */
record RawFiles(Path index, Path data) {

  private static final String INDEX = ".index.json";
  private static final String DATA = ".bin";

  static boolean isNamed(String path) {
    return path.endsWith(".json") || path.endsWith(DATA);
  }

  static RawFiles of(String path, Configuration configuration) throws IOException {
    Path named = new Path(path);
    if (path.endsWith(DATA)) {
      return new RawFiles(indexOf(named, configuration), named);
    }
    RawIndex index = RawIndex.parse(ImportedModel.bytes(named, configuration), path);
    return new RawFiles(named, new Path(named.getParent(), index.dataFile()));
  }

  private static Path indexOf(Path data, Configuration configuration) throws IOException {
    FileSystem files = data.getFileSystem(configuration);
    String name = data.getName().substring(0, data.getName().length() - DATA.length());
    Path folder = data.getParent();
    if (files.exists(new Path(folder, name + INDEX))) {
      return new Path(folder, name + INDEX);
    }
    List<String> found = new ArrayList<>();
    for (FileStatus file : files.listStatus(folder == null ? new Path(".") : folder)) {
      if (file.getPath().getName().endsWith(INDEX)) {
        found.add(file.getPath().getName());
      }
    }
    if (found.size() != 1) {
      throw new DataException(
          "The data file %s must have an index %s%s or just one *%s beside it, not %d."
              .formatted(data, name, INDEX, INDEX, found.size()));
    }
    return new Path(folder, found.get(0));
  }
}
