package org.codesign.calibration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.codesign.workload.LayerSpec;

/** Measured times of single layers, found again by everything about a layer but its name. */
public final class LatencyTable {

  private static final String ANY_NAME = "layer";

  private final Map<Key, Double> millis = new HashMap<>();

  private record Key(LayerSpec layer, int batch) {}

  private LatencyTable() {}

  /** The layers among the rows; of several times of the same layer, their mean. */
  public static LatencyTable of(List<Measurement> rows) {
    LatencyTable table = new LatencyTable();
    Map<Key, Integer> counts = new HashMap<>();
    for (Measurement row : rows) {
      if (!row.whole()) {
        Key key = key(row.layer(), row.network().batch());
        table.millis.merge(key, row.millis(), Double::sum);
        counts.merge(key, 1, Integer::sum);
      }
    }
    table.millis.replaceAll((key, sum) -> sum / counts.get(key));
    return table;
  }

  /** The layers that were measured on this accelerator, by its label, among the rows. */
  public static LatencyTable of(List<Measurement> rows, String accelerator) {
    return of(rows.stream().filter(row -> row.group().equals(accelerator)).toList());
  }

  /** The measured time, if the layer was measured at this batch. */
  public OptionalDouble millis(LayerSpec layer, int batch) {
    Double found = millis.get(key(layer, batch));
    return found == null ? OptionalDouble.empty() : OptionalDouble.of(found);
  }

  /** How many layers were measured. */
  public int size() {
    return millis.size();
  }

  private static Key key(LayerSpec layer, int batch) {
    return new Key(
        new LayerSpec(
            ANY_NAME,
            layer.operator(),
            layer.inChannels(),
            layer.outChannels(),
            layer.inHeight(),
            layer.inWidth(),
            layer.kernel(),
            layer.stride(),
            layer.padding(),
            layer.groups(),
            layer.weightBits(),
            layer.activationBits()),
        batch);
  }
}
