package org.codesign.data;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads {@link ClassFolderSource}: lists the images, sorts them by class and name, so that nothing
 * depends on the order of a listing, and decodes the chosen ones.
 */
final class ClassFolderReader {

  private static final int MOST_FOLDERS = 8;

  private final ReadLimits limits;
  private final Configuration configuration;

  ClassFolderReader(ReadLimits limits, Configuration configuration) {
    this.limits = limits;
    this.configuration = configuration;
  }

  ImageSet read(ClassFolderSource source, ClassLimit limit) {
    ImageFolder folder = folder(source);
    List<ImageEntry> entries = folder.list().stream().sorted().toList();
    requireImages(entries, source, folder);
    List<String> classNames = entries.stream().map(ImageEntry::className).distinct().toList();
    int[] labels = labels(entries, classNames);
    int[] chosen = limit.choose(labels, classNames.size());
    int[] chosenLabels = new int[chosen.length];
    Map<ImageEntry, Integer> places = new LinkedHashMap<>();
    for (int i = 0; i < chosen.length; i++) {
      chosenLabels[i] = labels[chosen[i]];
      places.put(entries.get(chosen[i]), i);
    }
    ImageAssembly assembly = new ImageAssembly(folder.location(), chosen.length, limits);
    folder.read(places, assembly::put);
    return assembly.finish(chosenLabels, classNames);
  }

  private ImageFolder folder(ClassFolderSource source) {
    DataFile file = DataFile.find(source.location(), configuration);
    return file.isFolder()
        ? ListedFolder.of(source, limits, configuration)
        : new TarFolder(file, source.folder(), limits);
  }

  private static void requireImages(
      List<ImageEntry> entries, ClassFolderSource source, ImageFolder content) {
    String folder = source.folder().isEmpty() ? "" : source.folder() + "/";
    if (entries.isEmpty()) {
      SortedSet<String> others = content.others();
      String advice =
          others.isEmpty()
              ? ""
              : " Maybe the classes are in one of its folders; name it with --data-folder, or the"
                  + " key folder of a configuration: %s."
                      .formatted(
                          others.stream().limit(MOST_FOLDERS).collect(Collectors.joining(", ")));
      throw new DataException(
          "There is no image %s<class>/*.{png,jpg,jpeg} in %s.%s"
              .formatted(folder, source.location(), advice));
    }
    Set<ImageEntry> seen = new HashSet<>();
    for (ImageEntry entry : entries) {
      if (!seen.add(entry)) {
        throw new DataException(
            "The image %s%s is twice in %s.".formatted(folder, entry, source.location()));
      }
    }
  }

  /** The place of each entry's class among the classes; both are in the same order. */
  private static int[] labels(List<ImageEntry> entries, List<String> classNames) {
    int[] labels = new int[entries.size()];
    int label = 0;
    for (int i = 0; i < labels.length; i++) {
      if (!classNames.get(label).equals(entries.get(i).className())) {
        label++;
      }
      labels[i] = label;
    }
    return labels;
  }
}
