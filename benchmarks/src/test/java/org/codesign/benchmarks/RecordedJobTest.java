package org.codesign.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event logs as Spark 3.5.6 writes them, shortened to the fields that are read. */
class RecordedJobTest {

  private static final List<String> LINES =
      List.of(
          "{'Event':'SparkListenerLogStart','Spark Version':'3.5.6'}",
          job(0, 0, "teacher"),
          task(0, 0, "0", 1000, 1100, 90, 0, "Success"),
          "{'Event':'SparkListenerJobEnd','Job ID':0,'Completion Time':1101}",
          job(1, 1, "blocks"),
          task(1, 1, "0", 1300, 1350, 45, 5, "Success"),
          task(1, 0, "0", 1250, 1280, 10, 0, "Success"),
          task(1, 2, "0", 1360, 1390, 20, 0, "ExceptionFailure"),
          "{'Event':'SparkListenerJobEnd','Job ID':1,'Completion Time':1400}");

  @TempDir private Path folder;

  @Test
  void readsTheTasksOfTheGroupThatSucceededInTheirOrder() throws IOException {
    RecordedJob job = RecordedJob.read(write(LINES), "blocks");
    assertThat(job)
        .isEqualTo(
            new RecordedJob(
                1200,
                1400,
                List.of(
                    new RecordedTask(0, "0", 1250, 1280, 10, 0),
                    new RecordedTask(1, "0", 1300, 1350, 45, 5))));
    // 200 ms of job, 10 + 45 of them in the code of tasks.
    assertThat(job.meanOutsideMillis()).isEqualTo(72.5);
    // The first task of the executor held it for 30 ms and worked for 10.
    assertThat(job.firstTaskMillis()).isEqualTo(20);
    assertThat(job.tasks().get(1).busyMillis()).isEqualTo(40);
  }

  @Test
  void refusesALogWithoutTheJob() throws IOException {
    Path log = write(LINES);
    assertThatThrownBy(() -> RecordedJob.read(log, "front"))
        .isInstanceOf(IOException.class)
        .hasMessage("The event log %s has no whole job of the group front.".formatted(log));
    Path cut = write(LINES.subList(0, LINES.size() - 1));
    assertThatThrownBy(() -> RecordedJob.read(cut, "blocks"))
        .isInstanceOf(IOException.class)
        .hasMessage("The event log %s has no whole job of the group blocks.".formatted(cut));
  }

  private Path write(List<String> lines) throws IOException {
    return Files.writeString(
        folder.resolve("log" + lines.size()), String.join("\n", lines).replace('\'', '"'));
  }

  private static String job(int job, int stage, String group) {
    return ("{'Event':'SparkListenerJobStart','Job ID':%d,'Submission Time':%d,'Stage IDs':[%d],"
            + "'Properties':{'spark.jobGroup.id':'%s'}}")
        .formatted(job, 1000 + 200 * job, stage, group);
  }

  private static String task(
      int stage,
      int index,
      String executor,
      long launch,
      long finish,
      long run,
      long gc,
      String end) {
    return ("{'Event':'SparkListenerTaskEnd','Stage ID':%d,'Task End Reason':{'Reason':'%s'},"
            + "'Task Info':{'Index':%d,'Executor ID':'%s','Launch Time':%d,'Finish Time':%d},"
            + "'Task Metrics':{'Executor Run Time':%d,'JVM GC Time':%d}}")
        .formatted(stage, end, index, executor, launch, finish, run, gc);
  }
}
