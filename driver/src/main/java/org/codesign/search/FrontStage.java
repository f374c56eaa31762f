package org.codesign.search;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.codesign.data.Checksum;
import org.codesign.store.Stage;
import org.codesign.store.StageFolder;

/** Stage 5: the exact front over the accelerators that can be used. */
final class FrontStage {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HASH_DIGITS = 16;
  private static final String RECORD = "points.json";
  private static final String BOUNDS = "bounds.json";

  private final SearchContext context;
  private final List<PositionScore> scores;
  private final int[] usable;

  /**
   * The front and how it was found.
   *
   * @param designs in the canonical order of their objectives
   */
  record Result(List<Design> designs, Bounds bounds) {
    Result {
      designs = List.copyOf(designs);
    }
  }

  /**
   * What the bounds achieved.
   *
   * @param usable how many accelerators fit the device
   * @param discarded how many of them cannot touch the front and were never solved
   * @param gap the share of the exact front's hypervolume that may be missing; 0 if it is exact
   */
  record Bounds(int usable, int discarded, double gap) {}

  FrontStage(SearchContext context, List<PositionScore> scores, int[] usable) {
    this.usable = usable;
    this.context = context;
    this.scores = List.copyOf(scores);
  }

  /**
   * The front.
   *
   * @throws NoFeasibleDesignException if no design meets the limits
   */
  Result run() {
    StageFolder folder = context.run().stage(Stage.FRONT);
    String item = "points-" + hash(scores.toString()).substring(0, HASH_DIGITS);
    if (!folder.isFinished(item)) {
      JointFront.Result found = joint();
      Bounds bounds = new Bounds(found.usable(), found.usable() - found.solved(), found.gap());
      folder.write(item, Map.of(RECORD, write(points(found.front())), BOUNDS, write(bounds)));
    }
    List<Design> designs =
        new DesignTable(context, scores)
            .designs(List.of(read(folder.read(item, RECORD), FrontPoint[].class)));
    Tables.writeFront(context, designs);
    return new Result(designs, read(folder.read(item, BOUNDS), Bounds.class));
  }

  /** Scores change when a block is computed that failed or was not finished before. */
  private static String hash(String text) {
    return Checksum.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<FrontPoint> points(FrontPart front) {
    if (front.front().size() == 0) {
      throw new NoFeasibleDesignException(
          "No design meets the limits: " + front.miss().orElseThrow().constraint() + ".");
    }
    List<FrontPoint> points = new ArrayList<>();
    for (int i = 0; i < front.front().size(); i++) {
      points.add(new FrontPoint(front.accelerator(i), front.choices(i)));
    }
    return points;
  }

  private JointFront.Result joint() {
    JointFront.Result result =
        new JointFront(context.spark(), context.progress())
            .run(
                new FrontTask.Context(
                    context.space().backbone(),
                    scores,
                    context.space().bits(),
                    context.target(),
                    context.config().stages().front()),
                usable);
    context
        .progress()
        .note(
            "front: %d of %d accelerators cannot touch the front and were discarded by bounds"
                .formatted(result.usable() - result.solved(), result.usable()));
    return result;
  }

  /**
   * A point of the front as a file.
   *
   * @param accelerator its index in the accelerator space
   * @param choices the index of the choice at every position
   */
  // A file format and nothing else: never compared, never changed.
  @SuppressWarnings("ArrayRecordComponent")
  record FrontPoint(int accelerator, long[] choices) {}

  private static byte[] write(Object record) {
    try {
      return JSON.writeValueAsBytes(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T read(byte[] bytes, Class<T> type) {
    try {
      return JSON.readValue(bytes, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
