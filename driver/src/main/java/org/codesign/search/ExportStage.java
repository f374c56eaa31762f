package org.codesign.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codesign.engine.SafeTensors;
import org.codesign.export.DesignFiles;
import org.codesign.export.ExportException;
import org.codesign.export.ExportFormat;
import org.codesign.export.Samples;
import org.codesign.export.Software;
import org.codesign.network.Network;
import org.codesign.store.Stage;
import org.codesign.store.StageFolder;
import org.codesign.task.FinalistItem;
import org.codesign.task.FinalistTask;
import org.codesign.task.ItemStore;
import org.codesign.task.Teacher;

/** Stage 7: the measured designs in the formats of other tools. */
final class ExportStage {

  private final SearchContext context;
  private final Teacher teacher;
  private final Samples samples;

  ExportStage(SearchContext context, Teacher teacher, SearchImages images) {
    this.context = context;
    this.teacher = teacher;
    this.samples = Samples.first(images.test());
  }

  /**
   * Writes the files of each finalist, and removes those of designs that are none (any more):
   * designs are named by their places on the front, which an earlier run may not have known whole.
   */
  int run(List<FinalistStage.Finalist> finalists) {
    StageFolder folder = context.run().stage(Stage.EXPORT);
    folder.finishedItems().forEach(folder::begin);
    context.progress().begin("exports", finalists.size(), 0);
    for (FinalistStage.Finalist finalist : finalists) {
      export(finalist.design(), folder);
      context.progress().advance(0);
    }
    context.progress().end();
    return finalists.size();
  }

  private void export(Design design, StageFolder folder) {
    ItemStore store = StageItems.of(context.run().stage(Stage.FINALISTS));
    FinalistItem item = FinalistStage.item(context.space(), design);
    Network network = item.network(context.space().backbone());
    try {
      Software software =
          new Software(
              network,
              FinalistTask.readWeights(store, item.id(), network),
              teacher.normalization(),
              item.bits(network),
              FinalistTask.readRanges(store, item.id()));
      DesignFiles.Hardware hardware =
          new DesignFiles.Hardware(
              context.target().device(), design.accelerator(), design.resources());
      Map<String, byte[]> files =
          new LinkedHashMap<>(DesignFiles.description(design.id(), software, hardware));
      files.put(
          DesignFiles.WEIGHTS, SafeTensors.write(network.weightedLayers(), software.weights()));
      files.putAll(exports(design.id(), software));
      folder.write(design.id(), files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A format that does not do what it should is left out, and the search goes on. */
  private Map<String, byte[]> exports(String id, Software software) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (ExportFormat format : ExportFormat.values()) {
      try {
        DesignFiles.export(id, software, samples, List.of(format), files);
      } catch (ExportException e) {
        context.progress().note(e.getMessage());
      }
    }
    return files;
  }
}
