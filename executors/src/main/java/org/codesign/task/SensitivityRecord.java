package org.codesign.task;

import java.util.List;
import org.codesign.sensitivity.LayerSensitivity;

/** The sensitivities of one trained block. */
public record SensitivityRecord(String position, String operator, List<LayerSensitivity> layers)
    implements ItemRecord {

  public SensitivityRecord {
    layers = List.copyOf(layers);
  }

  @Override
  public String failure() {
    return "";
  }
}
