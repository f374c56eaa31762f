package org.codesign.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.hadoop.fs.Path;
import org.codesign.export.DesignFiles;
import org.codesign.search.Design;
import org.codesign.search.ExportRun;
import org.codesign.search.FineTuneRun;
import org.codesign.search.SearchSummary;
import org.codesign.search.SearchSummary.FinalistSummary;
import org.codesign.search.TeacherRun;

/** Results for machines: one JSON object, what is unknown left out. Accuracies are in [0, 1]. */
final class ResultJson {

  private static final JsonMapper MAPPER = new JsonMapper();

  private ResultJson() {}

  static String of(Runs.Found found) {
    SearchSummary summary = found.summary();
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("designs", summary.designs());
    tree.put("frontPoints", summary.frontPoints());
    number(tree, "teacherAccuracy", summary.teacherAccuracy());
    summary.kendallTau().ifPresent(tau -> number(tree, "kendallTau", tau));
    var finalists = tree.putArray("finalists");
    for (FinalistSummary finalist : summary.finalists()) {
      fill(finalists.addObject(), finalist, summary.teacherAccuracy());
    }
    if (!summary.unfinished().isEmpty()) {
      summary.unfinished().forEach(tree.putArray("unfinished")::add);
    }
    tree.put("run", Names.of(summary.run()));
    found.front().ifPresent(front -> tree.put("front", Names.of(front)));
    found.report().ifPresent(report -> tree.put("report", Names.of(report)));
    return write(tree);
  }

  static String of(TeacherRun.Summary trained) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    number(tree, "accuracy", trained.accuracy());
    tree.put("testImages", trained.testImages());
    tree.put("weights", Names.of(trained.weights()));
    tree.put("manifest", Names.of(trained.manifest()));
    return write(tree);
  }

  static String of(FineTuneRun.Summary tuned) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    number(tree, "floatAccuracy", tuned.accuracies().asFloat());
    number(tree, "accuracyBefore", tuned.accuracies().before());
    number(tree, "accuracy", tuned.accuracies().after());
    tree.put("testImages", tuned.testImages());
    number(tree, "weightBytes", tuned.size().weightBytes());
    number(tree, "smaller", tuned.size().smaller());
    number(tree, "smallerWithBiases", tuned.size().smallerWithBiases());
    number(tree, "bitsPerWeight", tuned.size().bitsPerWeight());
    tree.put("weights", Names.of(tuned.weights()));
    tree.put("quantization", Names.of(tuned.quantization()));
    return write(tree);
  }

  static String of(Path report) {
    return write(JsonNodeFactory.instance.objectNode().put("report", Names.of(report)));
  }

  static String of(ExportRun.Summary exported) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("design", exported.design());
    tree.put("folder", Names.of(exported.folder()));
    var files = tree.putArray("files");
    for (DesignFiles.Checked file : exported.files()) {
      ObjectNode row = files.addObject();
      row.put("format", file.format().label());
      row.put("file", file.format().file());
      row.put("bytes", file.bytes());
      row.put("images", file.images());
      row.put("same", file.same());
      row.put("accuracy", file.accuracy());
      row.put("shown", file.shown());
    }
    return write(tree);
  }

  private static void fill(ObjectNode row, FinalistSummary finalist, double teacherAccuracy) {
    Design.Prediction prediction = finalist.prediction();
    row.put("design", finalist.design());
    number(row, "quantizedAccuracy", finalist.quantizedAccuracy());
    number(row, "accuracyDropPoints", 100 * (teacherAccuracy - finalist.quantizedAccuracy()));
    number(row, "predictedLoss", prediction.loss());
    number(row, "latencyMillis", prediction.latencyMillis());
    number(row, "latencyLowMillis", prediction.latencyLowMillis());
    number(row, "latencyHighMillis", prediction.latencyHighMillis());
    number(row, "energyMicrojoules", prediction.energyMicrojoules());
    number(row, "sizeBytes", prediction.sizeBytes());
    number(row, "compression", finalist.compression());
    row.put("lut", finalist.resources().lut());
    row.put("ff", finalist.resources().ff());
    row.put("dsp", finalist.resources().dsp());
    row.put("bram36", finalist.resources().bram36());
    row.put("accelerator", finalist.accelerator());
  }

  private static void number(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    }
  }

  private static String write(ObjectNode tree) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The result cannot be written as JSON.", e);
    }
  }
}
