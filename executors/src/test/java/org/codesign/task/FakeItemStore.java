package org.codesign.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Items as folders of a local folder. */
final class FakeItemStore implements ItemStore {

  private final String root;

  FakeItemStore(Path root) {
    this.root = root.toString();
  }

  @Override
  public Set<String> begunItems() throws IOException {
    try (Stream<Path> items = Files.list(Path.of(root))) {
      return items.map(item -> item.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Override
  public boolean isFinished(String item) {
    return Files.isDirectory(Path.of(root, item));
  }

  @Override
  public void write(String item, Map<String, byte[]> files) throws IOException {
    Path folder = Files.createDirectories(Path.of(root, item));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  @Override
  public byte[] read(String item, String file) throws IOException {
    return Files.readAllBytes(Path.of(root, item, file));
  }

  /** Every file by its path, with its bytes in hexadecimal digits. */
  Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of(root))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            Path.of(root).relativize(file).toString(),
            java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
