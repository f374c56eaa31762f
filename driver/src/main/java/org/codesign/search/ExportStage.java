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
   * Writes the files of each finalist that an earlier run has not written, and returns their
   * number.
   */
  int run(List<FinalistStage.Finalist> finalists) {
    StageFolder folder = context.run().stage(Stage.EXPORT);
    int written = 0;
    for (FinalistStage.Finalist finalist : finalists) {
      if (!folder.isFinished(finalist.design().id())) {
        export(finalist.design(), folder);
        written++;
      }
    }
    return written;
  }

  private void export(Design design, StageFolder folder) {
    ItemStore store = StageItems.of(context.run().stage(Stage.FINALISTS));
    FinalistItem item = FinalistStage.item(context.space(), design);
    Network network = item.network(context.space().backbone());
    try {
      DesignFiles.Software software =
          new DesignFiles.Software(
              network,
              FinalistTask.readWeights(store, design.id(), network),
              teacher.normalization(),
              item.bits(network),
              FinalistTask.readRanges(store, design.id()));
      DesignFiles.Hardware hardware =
          new DesignFiles.Hardware(
              context.target().device(), design.accelerator(), design.resources());
      folder.write(design.id(), DesignFiles.of(design.id(), software, hardware));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
