package org.codesign.search;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.data.ImageSet;
import org.codesign.export.DesignFiles;
import org.codesign.export.ExportFormat;
import org.codesign.export.Samples;
import org.codesign.export.Software;
import org.codesign.store.RunDirectory;
import org.codesign.store.RunDirectoryException;
import org.codesign.store.Stage;
import org.codesign.store.StageFolder;

/** Exports a measured design of a run again, from the files that the search left of it. */
public final class ExportRun {

  private static final List<String> SOURCES =
      List.of(
          "bits.json",
          "accelerator.json",
          DesignFiles.NETWORK,
          DesignFiles.WEIGHTS,
          DesignFiles.SAMPLES);

  /** What was written where, and what was shown of it. */
  public record Summary(String design, Path folder, List<DesignFiles.Checked> files) {

    public Summary {
      Objects.requireNonNull(design, "design");
      Objects.requireNonNull(folder, "folder");
      files = List.copyOf(files);
    }
  }

  private final Path run;
  private final String design;
  private final Configuration hadoop;

  /** Of a design of a run. */
  public ExportRun(Path run, String design, Configuration hadoop) {
    this.run = run;
    this.design = design;
    this.hadoop = hadoop;
  }

  /**
   * Exports the design.
   *
   * @param images what to compare the exports on; without them, the samples that the search kept
   * @param output the folder to make the design's folder in; without one, that of the run
   * @throws RunDirectoryException if the run has no such measured design
   */
  public Summary write(
      List<ExportFormat> formats, Optional<ImageSet> images, Optional<Path> output) {
    StageFolder source = RunDirectory.read(run, hadoop).stage(Stage.EXPORT);
    requireMeasured(source.finishedItems());
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<DesignFiles.Checked> checked;
    try {
      SOURCES.forEach(name -> files.put(name, source.read(design, name)));
      Software software =
          DesignFiles.read(files.get(DesignFiles.NETWORK), files.get(DesignFiles.WEIGHTS), design);
      Samples samples =
          images.isPresent()
              ? Samples.all(images.get())
              : Samples.read(files.get(DesignFiles.SAMPLES));
      checked = DesignFiles.export(design, software, samples, formats, files);
    } catch (IOException e) {
      throw new RunDirectoryException(
          "The design %s of the run %s is damaged: %s.".formatted(design, run, e.getMessage()), e);
    }
    StageFolder target = output.map(folder -> new StageFolder(folder, hadoop)).orElse(source);
    if (output.isEmpty()) {
      keepOthers(source, files);
    }
    target.write(design, files);
    return new Summary(design, new Path(target.folder(), design), checked);
  }

  private void requireMeasured(List<String> designs) {
    if (!designs.contains(design)) {
      throw new RunDirectoryException(
          designs.isEmpty()
              ? "The run %s has no measured designs yet. Maybe let the search end first."
                  .formatted(run)
              : "The run %s has no measured design %s; those that were measured are %s."
                  .formatted(run, design, String.join(", ", designs)));
    }
  }

  /** Formats that were exported before stay as they are. */
  private void keepOthers(StageFolder folder, Map<String, byte[]> files) {
    for (ExportFormat format : ExportFormat.values()) {
      if (!files.containsKey(format.file()) && folder.has(design, format.file())) {
        files.put(format.file(), folder.read(design, format.file()));
      }
    }
  }
}
