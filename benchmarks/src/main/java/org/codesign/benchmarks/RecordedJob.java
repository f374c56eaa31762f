package org.codesign.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A job in Spark's event log (JSON, one event a line, {@code org.apache.spark.util.JsonProtocol}).
 *
 * @param startMillis since 1970
 * @param endMillis since 1970
 * @param tasks those that succeeded, in the order of their indices
 */
record RecordedJob(long startMillis, long endMillis, List<RecordedTask> tasks) {

  private static final ObjectMapper JSON = new ObjectMapper();

  RecordedJob {
    tasks = List.copyOf(tasks);
  }

  /**
   * The first job of a job group.
   *
   * @throws IOException if the log has no whole job of the group
   */
  static RecordedJob read(Path log, String group) throws IOException {
    Reading reading = new Reading(group);
    try (BufferedReader lines = Files.newBufferedReader(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reading.take(JSON.readTree(line));
      }
    }
    return reading.job(log);
  }

  double wallMillis() {
    return endMillis - startMillis;
  }

  /**
   * The time a task that was not spent in a task's code, if there is just one executor. Launch and
   * finish times overlap by a millisecond or so, so that they cannot tell it.
   */
  double meanOutsideMillis() {
    return (wallMillis() - tasks.stream().mapToLong(RecordedTask::runMillis).sum()) / tasks.size();
  }

  /**
   * How much longer than the work an executor's first task holds its core: classes are loaded and
   * the broadcast value is fetched. The largest of all executors.
   */
  double firstTaskMillis() {
    Map<String, RecordedTask> first = new HashMap<>();
    for (RecordedTask task : tasks) {
      first.merge(
          task.executor(),
          task,
          (one, other) -> one.launchMillis() <= other.launchMillis() ? one : other);
    }
    return first.values().stream()
        .mapToLong(task -> task.occupiedMillis() - task.busyMillis())
        .max()
        .orElse(0);
  }

  private static final class Reading {
    private final String group;
    private final Set<Integer> stages = new HashSet<>();
    private final List<RecordedTask> tasks = new ArrayList<>();
    private int job = -1;
    private long start;
    private long end;

    Reading(String group) {
      this.group = group;
    }

    void take(JsonNode event) {
      switch (event.path("Event").asText()) {
        case "SparkListenerJobStart" -> begin(event);
        case "SparkListenerJobEnd" -> {
          if (event.path("Job ID").asInt() == job) {
            end = event.path("Completion Time").asLong();
          }
        }
        case "SparkListenerTaskEnd" -> {
          if (stages.contains(event.path("Stage ID").asInt())
              && "Success".equals(event.path("Task End Reason").path("Reason").asText())) {
            tasks.add(task(event.path("Task Info"), event.path("Task Metrics")));
          }
        }
        default -> {}
      }
    }

    private void begin(JsonNode event) {
      if (job < 0 && group.equals(event.path("Properties").path("spark.jobGroup.id").asText())) {
        job = event.path("Job ID").asInt();
        start = event.path("Submission Time").asLong();
        event.path("Stage IDs").forEach(stage -> stages.add(stage.asInt()));
      }
    }

    private static RecordedTask task(JsonNode info, JsonNode metrics) {
      return new RecordedTask(
          info.path("Index").asInt(),
          info.path("Executor ID").asText(),
          info.path("Launch Time").asLong(),
          info.path("Finish Time").asLong(),
          metrics.path("Executor Run Time").asLong(),
          metrics.path("JVM GC Time").asLong());
    }

    RecordedJob job(Path log) throws IOException {
      if (tasks.isEmpty() || end == 0) {
        throw new IOException(
            "The event log %s has no whole job of the group %s.".formatted(log, group));
      }
      tasks.sort(Comparator.comparingInt(RecordedTask::index));
      return new RecordedJob(start, end, tasks);
    }
  }
}
