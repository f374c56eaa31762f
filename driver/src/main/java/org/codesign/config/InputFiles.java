package org.codesign.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Reads file names; relative ones start at the folder of the configuration. */
final class InputFiles {

  private static final String PLACEHOLDER = "missing";

  private final Path folder;

  InputFiles(Path folder) {
    this.folder = folder;
  }

  /** A file that must be named, with its hash at {@code <key>-sha256} if there is one. */
  InputFile required(ConfigNode node, String key) {
    String written = node.text(key).satisfying(this::misnamed).required(PLACEHOLDER);
    return new InputFile(written, resolve(written), hash(node, key));
  }

  /** A file that may be named, with its hash at {@code <key>-sha256} if there is one. */
  Optional<InputFile> optional(ConfigNode node, String key) {
    Optional<String> sha256 = hash(node, key);
    return node.text(key)
        .satisfying(this::misnamed)
        .optional()
        .map(written -> new InputFile(written, resolve(written), sha256));
  }

  /** Files in order, with as many hashes at {@code <key>-sha256} if there are any. */
  List<InputFile> list(ConfigNode node, String key) {
    List<String> names =
        node.text(key).satisfying(this::misnamed).listRequired(List.of(PLACEHOLDER));
    String hashKey = key + "-sha256";
    List<String> hashes =
        node.has(hashKey)
            ? node.text(hashKey).satisfying(InputFiles::notHash).listRequired(List.of())
            : List.of();
    if (node.has(hashKey) && !hashes.isEmpty() && hashes.size() != names.size()) {
      node.problem(hashKey, "must have one hash for each of the %d files".formatted(names.size()));
      return List.of();
    }
    List<InputFile> files = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Optional<String> sha256 =
          hashes.isEmpty() ? Optional.empty() : Optional.of(lowerCase(hashes.get(i)));
      files.add(new InputFile(names.get(i), resolve(names.get(i)), sha256));
    }
    return files;
  }

  Path resolve(String written) {
    Path path = new Path(written);
    return path.isAbsolute() || path.toUri().getScheme() != null ? path : new Path(folder, path);
  }

  private static Optional<String> hash(ConfigNode node, String key) {
    return node.text(key + "-sha256")
        .satisfying(InputFiles::notHash)
        .optional()
        .map(InputFiles::lowerCase);
  }

  private static String lowerCase(String hash) {
    return hash.toLowerCase(Locale.ROOT);
  }

  private static Optional<String> notHash(String text) {
    return text.matches("[0-9a-fA-F]{64}")
        ? Optional.empty()
        : Optional.of("must be a SHA-256 of 64 hexadecimal digits");
  }

  /** Why a text is no path; empty if it is one. */
  Optional<String> misnamed(String written) {
    try {
      resolve(written);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("must be a path (" + e.getMessage() + ")");
    }
  }
}
