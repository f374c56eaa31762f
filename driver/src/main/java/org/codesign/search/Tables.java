package org.codesign.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.cost.Infeasible;
import org.codesign.cost.ModelResult;
import org.codesign.hardware.ResourceUse;
import org.codesign.predictor.AccuracyPredictor;
import org.codesign.quantization.BitWidths;
import org.codesign.sensitivity.LayerSensitivity;
import org.codesign.space.BlockChoice;
import org.codesign.space.Position;
import org.codesign.store.Column;
import org.codesign.store.ColumnType;
import org.codesign.store.CsvTable;
import org.codesign.store.ParquetTable;
import org.codesign.store.RunDirectory;
import org.codesign.store.Stage;
import org.codesign.store.Table;
import org.codesign.store.TableSchema;
import org.codesign.task.BlockRecord;
import org.codesign.task.SensitivityRecord;

/** The tables of a run directory; their columns are documented in docs/run-directory.md. */
final class Tables {

  static final String FRONT_CSV = "front.csv";

  /** The table of the finalists with the columns of the front's. */
  static final String FINALIST_DESIGNS = "designs";

  /** The origin of a layer's time that was measured. */
  static final String MEASURED = "measured";

  static final TableSchema BLOCKS =
      new TableSchema(
          "blocks",
          1,
          List.of(
              text("position"),
              text("operator"),
              whole("weights"),
              Column.nullable("held_out_error", ColumnType.DOUBLE),
              Column.nullable("training_error", ColumnType.DOUBLE),
              text("failure")));

  static final TableSchema SENSITIVITY = new TableSchema("sensitivity", 1, sensitivityColumns());

  static final TableSchema ACCELERATORS =
      new TableSchema(
          "accelerators",
          1,
          List.of(
              whole("accelerator"),
              text("label"),
              whole("lut"),
              whole("ff"),
              whole("dsp"),
              whole("bram36"),
              text("infeasible")));

  static final TableSchema FINALISTS =
      new TableSchema(
          "finalists",
          1,
          List.of(
              text("design"),
              number("predicted_loss"),
              number("assembled_accuracy"),
              number("float_accuracy"),
              number("quantized_accuracy"),
              number("compression")));

  static final TableSchema LAYERS =
      new TableSchema(
          "layers",
          1,
          List.of(
              text("design"),
              text("position"),
              text("layer"),
              whole("weight_bits"),
              whole("activation_bits"),
              number("latency_millis"),
              text("origin")));

  static final TableSchema PREDICTED =
      new TableSchema(
          "predicted",
          1,
          List.of(text("design"), number("predicted_accuracy"), number("standard_error")));

  private Tables() {}

  static Path path(RunDirectory run, Stage stage, TableSchema schema) {
    return new Path(run.stage(stage).folder(), schema.name() + ".parquet");
  }

  static void writeBlocks(RunDirectory run, Configuration hadoop, List<BlockRecord> records) {
    List<List<Object>> rows = new ArrayList<>();
    for (BlockRecord row : records) {
      rows.add(
          Arrays.asList(
              row.position(),
              row.operator(),
              row.weights(),
              row.trained() ? row.heldOutError() : null,
              row.trained() ? row.trainingError() : null,
              row.failure()));
    }
    write(run, hadoop, Stage.BLOCKS, BLOCKS, rows);
  }

  static void writeSensitivities(
      RunDirectory run, Configuration hadoop, List<SensitivityRecord> records) {
    List<List<Object>> rows = new ArrayList<>();
    for (SensitivityRecord block : records) {
      for (LayerSensitivity layer : block.layers()) {
        List<Object> row =
            new ArrayList<>(
                List.of(
                    block.position(),
                    block.operator(),
                    layer.layer(),
                    layer.tensor().name(),
                    layer.elements(),
                    layer.trace().trace(),
                    layer.trace().standardError(),
                    (long) layer.trace().probes()));
        for (int bits = BitWidths.MINIMUM; bits <= BitWidths.MAXIMUM; bits++) {
          row.add(layer.omega().get(bits));
        }
        rows.add(row);
      }
    }
    write(run, hadoop, Stage.SENSITIVITY, SENSITIVITY, rows);
  }

  static void writeAccelerators(SearchContext context) {
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < context.target().accelerators().size(); i++) {
      ModelResult result = context.target().model(i);
      ResourceUse use =
          result instanceof ModelResult.Buildable buildable
              ? buildable.model().resources()
              : ResourceUse.NONE;
      String reason = result instanceof Infeasible infeasible ? infeasible.reason() : "";
      rows.add(
          List.of(
              (long) i,
              context.target().accelerators().get(i).label(),
              use.lut(),
              use.ff(),
              use.dsp(),
              use.bram36(),
              reason));
    }
    write(context.run(), context.hadoop(), Stage.COSTS, ACCELERATORS, rows);
  }

  static void writeFront(SearchContext context, List<Design> designs) {
    TableSchema schema = designs("front", context.space().positions());
    List<List<Object>> rows = designs.stream().map(Tables::row).toList();
    write(context.run(), context.hadoop(), Stage.FRONT, schema, rows);
    String csv = CsvTable.format(new Table(schema, rows));
    context.run().writeBytes(FRONT_CSV, csv.getBytes(StandardCharsets.UTF_8));
  }

  /** What was measured of the finalists, and their designs with the columns of the front. */
  static void writeFinalists(
      SearchContext context, List<FinalistStage.Finalist> finalists, double teacherBytes) {
    TableSchema schema = designs(FINALIST_DESIGNS, context.space().positions());
    List<List<Object>> designs = finalists.stream().map(f -> row(f.design())).toList();
    write(context.run(), context.hadoop(), Stage.FINALISTS, schema, designs);
    List<List<Object>> rows = new ArrayList<>();
    for (FinalistStage.Finalist finalist : finalists) {
      rows.add(
          List.of(
              finalist.design().id(),
              finalist.design().prediction().loss(),
              finalist.record().assembledAccuracy(),
              finalist.record().floatAccuracy(),
              finalist.record().quantizedAccuracy(),
              teacherBytes / finalist.design().prediction().sizeBytes()));
    }
    write(context.run(), context.hadoop(), Stage.FINALISTS, FINALISTS, rows);
  }

  /** The layers of the finalists, and which of them were measured. */
  static void writeLayers(SearchContext context, List<FinalistStage.Finalist> finalists) {
    List<List<Object>> rows = new ArrayList<>();
    for (FinalistStage.Finalist finalist : finalists) {
      for (DesignLayers.Row layer : DesignLayers.of(context, finalist.design())) {
        rows.add(
            List.of(
                finalist.design().id(),
                layer.position(),
                layer.layer(),
                (long) layer.bits().weightBits(),
                (long) layer.bits().activationBits(),
                layer.latencyMillis(),
                layer.measured() ? MEASURED : "model"));
      }
    }
    write(context.run(), context.hadoop(), Stage.FINALISTS, LAYERS, rows);
  }

  static void writePredicted(
      SearchContext context,
      List<Design> front,
      AccuracyFeatures features,
      AccuracyPredictor predictor) {
    List<List<Object>> rows = new ArrayList<>();
    for (Design design : front) {
      double[] known = features.of(design);
      rows.add(List.of(design.id(), predictor.predict(known), predictor.uncertainty(known)));
    }
    write(context.run(), context.hadoop(), Stage.FINALISTS, PREDICTED, rows);
  }

  /** The columns that precede the positions in the table of the front. */
  static List<Column> frontColumns() {
    return List.of(
        text("design"),
        number("predicted_loss"),
        number("latency_millis"),
        number("latency_millis_low"),
        number("latency_millis_high"),
        number("energy_microjoules"),
        number("size_bytes"),
        whole("lut"),
        whole("ff"),
        whole("dsp"),
        whole("bram36"),
        text("accelerator"),
        text("index"));
  }

  private static TableSchema designs(String name, List<Position> positions) {
    List<Column> columns = new ArrayList<>(frontColumns());
    positions.forEach(position -> columns.add(text(position.name().replace('.', '_'))));
    return new TableSchema(name, 2, columns);
  }

  private static List<Object> row(Design design) {
    Design.Prediction prediction = design.prediction();
    ResourceUse use = design.resources();
    List<Object> row =
        new ArrayList<>(
            List.of(
                design.id(),
                prediction.loss(),
                prediction.latencyMillis(),
                prediction.latencyLowMillis(),
                prediction.latencyHighMillis(),
                prediction.energyMicrojoules(),
                prediction.sizeBytes(),
                use.lut(),
                use.ff(),
                use.dsp(),
                use.bram36(),
                design.accelerator().label(),
                design.index().toString()));
    design.point().candidate().blocks().stream().map(BlockChoice::label).forEach(row::add);
    return row;
  }

  private static List<Column> sensitivityColumns() {
    List<Column> columns =
        new ArrayList<>(
            Arrays.asList(
                text("position"),
                text("operator"),
                text("layer"),
                text("tensor"),
                whole("elements"),
                number("trace"),
                number("standard_error"),
                whole("probes")));
    for (int bits = BitWidths.MINIMUM; bits <= BitWidths.MAXIMUM; bits++) {
      columns.add(Column.nullable("omega_" + bits, ColumnType.DOUBLE));
    }
    return columns;
  }

  private static void write(
      RunDirectory run,
      Configuration hadoop,
      Stage stage,
      TableSchema schema,
      List<List<Object>> rows) {
    new ParquetTable(hadoop).write(path(run, stage, schema), schema, rows);
  }

  private static Column text(String name) {
    return Column.required(name, ColumnType.STRING);
  }

  private static Column whole(String name) {
    return Column.required(name, ColumnType.LONG);
  }

  private static Column number(String name) {
    return Column.required(name, ColumnType.DOUBLE);
  }
}
