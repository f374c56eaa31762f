package org.codesign.search;

import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.codesign.store.StageFolder;
import org.codesign.task.ItemStore;
import org.codesign.task.TaskEnvironment;

/** A stage's folder of the run directory, as tasks see it. Sent to executors. */
record StageItems(String folder) implements ItemStore {

  static StageItems of(StageFolder folder) {
    return new StageItems(folder.folder().toString());
  }

  @Override
  public Set<String> begunItems() {
    return open().begunItems();
  }

  @Override
  public boolean isFinished(String item) {
    return open().isFinished(item);
  }

  @Override
  public void write(String item, Map<String, byte[]> files) {
    open().write(item, files);
  }

  @Override
  public byte[] read(String item, String file) {
    return open().read(item, file);
  }

  private StageFolder open() {
    return new StageFolder(new Path(folder), TaskEnvironment.hadoop());
  }
}
