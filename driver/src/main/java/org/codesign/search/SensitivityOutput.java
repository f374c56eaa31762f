package org.codesign.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.codesign.report.SensitivityPage;
import org.codesign.search.SensitivityResult.Curvature;
import org.codesign.search.SensitivityResult.Layer;
import org.codesign.search.SensitivityResult.Measured;
import org.codesign.sensitivity.Eigenvalue;
import org.codesign.store.Column;
import org.codesign.store.ColumnType;
import org.codesign.store.ParquetTable;
import org.codesign.store.RunDirectory;
import org.codesign.store.TableSchema;

/** Writes what a request found: JSON, Parquet, a problem for {@code allocate}, and the report. */
final class SensitivityOutput {

  static final String JSON = "sensitivity.json";
  static final String TABLE = "sensitivity.parquet";
  static final String ALLOCATION = "allocation.json";
  static final String REPORT = "report.html";

  /** One row for each layer, tensor and bit-width. */
  static final TableSchema SCHEMA =
      new TableSchema(
          "network-sensitivity",
          1,
          List.of(
              Column.required("layer", ColumnType.STRING),
              Column.required("tensor", ColumnType.STRING),
              Column.required("parameters", ColumnType.LONG),
              Column.required("elements", ColumnType.LONG),
              Column.nullable("trace", ColumnType.DOUBLE),
              Column.nullable("standard_error", ColumnType.DOUBLE),
              Column.nullable("top_eigenvalue", ColumnType.DOUBLE),
              Column.nullable("eigenvalues", ColumnType.STRING),
              Column.nullable("eigenvalue_mean_plus_deviation", ColumnType.DOUBLE),
              Column.required("bits", ColumnType.LONG),
              Column.nullable("squared_error", ColumnType.DOUBLE),
              Column.nullable("omega", ColumnType.DOUBLE),
              Column.nullable("measured_loss", ColumnType.DOUBLE),
              Column.nullable("measured_accuracy", ColumnType.DOUBLE),
              Column.nullable("measured_divergence", ColumnType.DOUBLE),
              Column.nullable("data_free_divergence", ColumnType.DOUBLE),
              Column.required("seconds", ColumnType.DOUBLE)));

  private SensitivityOutput() {}

  static void write(SensitivityResult result, RunDirectory run, Configuration hadoop) {
    String json = SensitivityJson.of(result);
    run.writeBytes(JSON, json.getBytes(UTF_8));
    run.writeBytes(ALLOCATION, SensitivityJson.allocation(result).getBytes(UTF_8));
    new ParquetTable(hadoop).write(run.resolve(TABLE), SCHEMA, rows(result));
    run.writeBytes(REPORT, SensitivityPage.render(json).getBytes(UTF_8));
  }

  private static List<List<?>> rows(SensitivityResult result) {
    List<List<?>> rows = new ArrayList<>();
    for (Layer layer : result.layers()) {
      for (int bits : result.request().bits()) {
        rows.add(weights(layer, bits));
      }
      layer
          .inputs()
          .ifPresent(inputs -> result.request().bits().forEach(b -> rows.add(inputs(layer, b))));
    }
    return rows;
  }

  private static List<?> weights(Layer layer, int bits) {
    List<Object> row = new ArrayList<>(List.of(layer.name(), "weights", layer.parameters()));
    row.add(layer.parameters());
    Curvature curvature = layer.weights().orElse(null);
    row.add(curvature == null ? null : (Object) curvature.trace().trace());
    row.add(curvature == null ? null : (Object) curvature.trace().standardError());
    List<Double> eigenvalues = layer.eigenvalues().stream().map(Eigenvalue::value).toList();
    row.add(eigenvalues.isEmpty() ? null : (Object) eigenvalues.get(0));
    row.add(eigenvalues.isEmpty() ? null : (Object) eigenvalues.toString());
    row.add(
        layer.eigenvalueSpread().isPresent()
            ? (Object) layer.eigenvalueSpread().getAsDouble()
            : null);
    row.add((long) bits);
    row.add(curvature == null ? null : curvature.squaredErrors().get(bits));
    row.add(curvature == null ? null : curvature.omega().get(bits));
    addMeasured(row, layer.weightsMeasured().get(bits));
    row.add(layer.distilledDivergence().get(bits));
    row.add(layer.seconds());
    return row;
  }

  private static List<?> inputs(Layer layer, int bits) {
    Curvature curvature = layer.inputs().orElseThrow();
    List<Object> row = new ArrayList<>(List.of(layer.name(), "activations", layer.parameters()));
    row.add(curvature.elements());
    row.add(curvature.trace().trace());
    row.add(curvature.trace().standardError());
    row.add(null);
    row.add(null);
    row.add(null);
    row.add((long) bits);
    row.add(curvature.squaredErrors().get(bits));
    row.add(curvature.omega().get(bits));
    addMeasured(row, layer.inputsMeasured().get(bits));
    row.add(null);
    row.add(layer.seconds());
    return row;
  }

  private static void addMeasured(List<Object> row, @org.jspecify.annotations.Nullable Measured m) {
    row.add(m == null ? null : (Object) m.loss());
    row.add(m == null ? null : (Object) m.accuracy());
    row.add(m == null ? null : (Object) m.divergence());
  }
}
