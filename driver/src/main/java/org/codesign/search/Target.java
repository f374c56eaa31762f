package org.codesign.search;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.codesign.calibration.Calibration;
import org.codesign.calibration.CostModels;
import org.codesign.calibration.Measurement;
import org.codesign.config.LimitsConfig;
import org.codesign.cost.CostModel;
import org.codesign.cost.Infeasible;
import org.codesign.cost.ModelResult;
import org.codesign.hardware.AcceleratorSpace;
import org.codesign.hardware.Device;
import org.codesign.hardware.Resource;
import org.codesign.hardware.ResourceUse;

/**
 * The device and what was measured of it, the accelerators that may be built on it, and the limits
 * of the designs.
 *
 * @param calibration of the device's timing model, if it was calibrated
 * @param measured layers
 */
record Target(
    Device device,
    AcceleratorSpace accelerators,
    LimitsConfig limits,
    Optional<Calibration> calibration,
    List<Measurement> measured) {

  Target {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(accelerators, "accelerators");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(calibration, "calibration");
    measured = List.copyOf(measured);
  }

  /** A target of which nothing was measured. */
  Target(Device device, AcceleratorSpace accelerators, LimitsConfig limits) {
    this(device, accelerators, limits, Optional.empty(), List.of());
  }

  /** An accelerator of the space: its cost model, or why it cannot be used. */
  ModelResult model(int accelerator) {
    ModelResult result =
        CostModels.of(device, accelerators.get(accelerator), calibration, measured);
    if (result instanceof ModelResult.Buildable buildable) {
      Optional<String> exceeded = exceeded(buildable.model().resources());
      if (exceeded.isPresent()) {
        return new Infeasible(exceeded.get());
      }
    }
    return result;
  }

  /** The accelerators that can be used, in order. */
  int[] usable() {
    return IntStream.range(0, accelerators.size())
        .filter(i -> model(i) instanceof ModelResult.Buildable)
        .toArray();
  }

  /** The cost model of an accelerator that can be used. */
  CostModel usableModel(int accelerator) {
    if (model(accelerator) instanceof ModelResult.Buildable buildable) {
      return buildable.model();
    }
    throw new IllegalArgumentException(
        "The accelerator " + accelerators.get(accelerator).label() + " cannot be used.");
  }

  private Optional<String> exceeded(ResourceUse use) {
    return exceeded(Resource.LUT, use, limits.lut())
        .or(() -> exceeded(Resource.DSP, use, limits.dsp()))
        .or(() -> exceeded(Resource.BRAM36, use, limits.bram36()));
  }

  private static Optional<String> exceeded(
      Resource resource, ResourceUse use, Optional<Long> limit) {
    return limit
        .filter(allowed -> resource.in(use) > allowed)
        .map(
            allowed ->
                "%s %d exceeds the limit of %d"
                    .formatted(resource.label(), resource.in(use), allowed));
  }
}
