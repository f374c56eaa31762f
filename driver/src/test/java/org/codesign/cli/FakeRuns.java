package org.codesign.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.codesign.export.DesignFiles;
import org.codesign.search.ExportRun;
import org.codesign.search.FineTuneRun;
import org.codesign.search.QuantizedSize;
import org.codesign.search.SensitivityResult;
import org.codesign.search.TeacherRun;

/** Remembers what it was asked for; answers with a sample, or with a given failure. */
final class FakeRuns implements Runs {

  private final List<Object> requests = new ArrayList<>();
  private final Optional<Throwable> failure;

  private FakeRuns(Optional<Throwable> failure) {
    this.failure = failure;
  }

  static FakeRuns answering() {
    return new FakeRuns(Optional.empty());
  }

  static FakeRuns failing(Throwable failure) {
    return new FakeRuns(Optional.of(failure));
  }

  List<Object> requests() {
    return requests;
  }

  @Override
  public Found search(Search search) {
    answer(search);
    return Samples.found();
  }

  @Override
  public TeacherRun.Summary train(Training training) {
    answer(training);
    return new TeacherRun.Summary(
        new Path("file:/tmp/t.zip"), new Path("file:/tmp/t.json"), 0.91234, 2000);
  }

  @Override
  public FineTuneRun.Summary fineTune(FineTune fineTune) {
    answer(fineTune);
    return new FineTuneRun.Summary(
        new FineTuneRun.Accuracies(0.8688, 0.4567, 0.86),
        10_000,
        new QuantizedSize(1000, 2500, 10, 10),
        fineTune.request().weights());
  }

  @Override
  public Path report(String run) {
    answer(run);
    return new Path(run, "report.html");
  }

  @Override
  public SensitivityResult sensitivity(Sensitivity sensitivity) {
    answer(sensitivity);
    return Samples.sensitivity(sensitivity.request());
  }

  @Override
  public ExportRun.Summary export(Export export) {
    answer(export);
    return new ExportRun.Summary(
        export.design(),
        new Path("file:/runs/a/export/" + export.design()),
        export.formats().stream()
            .map(format -> new DesignFiles.Checked(format, 1000, 4, 4, 0.5, "the same logits"))
            .toList());
  }

  private void answer(Object request) {
    requests.add(request);
    failure.ifPresent(FakeRuns::throwUnchecked);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwUnchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
