package org.codesign.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.codesign.store.RunDirectory;
import org.codesign.store.RunDirectoryException;

/**
 * {@code summary.json}: what a run's tables do not say.
 *
 * @param objectives what the front minimised
 * @param positions the names of the block positions
 * @param designs the exact number of design points
 * @param teacherBytes the teacher's parameters as float32
 * @param kendallTau of predicted against measured accuracy; null where it is undefined
 * @param hypervolume of the front, each objective divided by its worst value on the front; in [0,
 *     1]
 * @param predictor null if too few finalists were measured
 * @param training of the blocks
 * @param stageSeconds how long each stage took the last time it ran
 * @param frontGap the share of the exact front's hypervolume that the front may lack; 0 if exact
 */
record RunSummaryFile(
    String name,
    String device,
    String accelerators,
    List<String> objectives,
    List<String> positions,
    BigInteger designs,
    double teacherAccuracy,
    int testImages,
    long teacherBytes,
    Double kendallTau,
    double hypervolume,
    Predictor predictor,
    Training training,
    Map<String, Double> stageSeconds,
    double frontGap) {

  /**
   * The predictor of the accuracy: its logit is the intercept plus the coefficients times their
   * features.
   *
   * @param networks it was fitted to
   * @param meanError on networks held out one at a time, mean absolute, as a share of images
   * @param kendallTau of these predictions and the measured accuracies; null where undefined
   */
  record Predictor(
      int networks,
      Map<String, Double> coefficients,
      double intercept,
      double meanError,
      Double kendallTau) {}

  /**
   * How the blocks were trained.
   *
   * @param chain null if a position has no trained block but the teacher's
   */
  record Training(TrainingImages images, ChainFit chain) {}

  private static final String NAME = "summary.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  void write(RunDirectory run) {
    try {
      run.writeBytes(NAME, JSON.writeValueAsBytes(this));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RunSummaryFile read(RunDirectory run) {
    try {
      return JSON.readValue(run.readBytes(NAME), RunSummaryFile.class);
    } catch (IOException e) {
      throw new RunDirectoryException(
          "%s is damaged (%s). Run the same search again: it is written anew, and nothing is trained again."
              .formatted(
                  run.resolve(NAME),
                  e instanceof JsonProcessingException json
                      ? json.getOriginalMessage()
                      : e.getMessage()),
          e);
    }
  }
}
