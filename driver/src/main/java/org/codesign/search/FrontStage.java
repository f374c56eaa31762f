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

  private final SearchContext context;
  private final List<PositionScore> scores;

  private final int[] usable;

  FrontStage(SearchContext context, List<PositionScore> scores, int[] usable) {
    this.usable = usable;
    this.context = context;
    this.scores = List.copyOf(scores);
  }

  /**
   * The designs of the front in the canonical order of their objectives.
   *
   * @throws NoFeasibleDesignException if no design meets the limits
   */
  List<Design> run() {
    StageFolder folder = context.run().stage(Stage.FRONT);
    String item = "points-" + hash(scores.toString()).substring(0, HASH_DIGITS);
    if (!folder.isFinished(item)) {
      folder.write(item, Map.of(RECORD, write(points())));
    }
    List<Design> designs =
        new DesignTable(context, scores).designs(read(folder.read(item, RECORD)));
    Tables.writeFront(context, designs);
    return designs;
  }

  /** Scores change when a block is computed that failed or was not finished before. */
  private static String hash(String text) {
    return Checksum.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<FrontPoint> points() {
    FrontPart front = joint();
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

  private FrontPart joint() {
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
    return result.front();
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

  private static byte[] write(List<FrontPoint> points) {
    try {
      return JSON.writeValueAsBytes(points);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<FrontPoint> read(byte[] bytes) {
    try {
      return List.of(JSON.readValue(bytes, FrontPoint[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
