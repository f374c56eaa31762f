package org.codesign.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.codesign.export.DesignFiles;
import org.codesign.network.Network;
import org.codesign.store.Stage;
import org.codesign.store.StageFolder;
import org.codesign.task.FinalistItem;
import org.codesign.task.FinalistTask;
import org.codesign.task.ItemStore;
import org.codesign.task.TeacherTask.Teacher;

/** Stage 7: the measured designs in the formats of other tools. */
final class ExportStage {

  private final SearchContext context;
  private final Teacher teacher;

  ExportStage(SearchContext context, Teacher teacher) {
    this.context = context;
    this.teacher = teacher;
  }

  /**
   * Writes the files of each finalist, and removes those of designs that are none (any more):
   * designs are named by their places on the front, which an earlier run may not have known whole.
   */
  int run(List<FinalistStage.Finalist> finalists) {
    StageFolder folder = context.run().stage(Stage.EXPORT);
    folder.finishedItems().forEach(folder::begin);
    finalists.forEach(finalist -> export(finalist.design(), folder));
    return finalists.size();
  }

  private void export(Design design, StageFolder folder) {
    ItemStore store = StageItems.of(context.run().stage(Stage.FINALISTS));
    FinalistItem item = FinalistStage.item(context.space(), design);
    Network network = item.network(context.space().backbone());
    try {
      DesignFiles.Software software =
          new DesignFiles.Software(
              network,
              FinalistTask.readWeights(store, item.id(), network),
              teacher.normalization(),
              item.bits(network),
              FinalistTask.readRanges(store, item.id()));
      DesignFiles.Hardware hardware =
          new DesignFiles.Hardware(
              context.target().device(), design.accelerator(), design.resources());
      folder.write(design.id(), DesignFiles.of(design.id(), software, hardware));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
