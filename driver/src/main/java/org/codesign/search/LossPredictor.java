package org.codesign.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.quantization.BitWidths;
import org.codesign.sensitivity.LayerSensitivity;
import org.codesign.space.BitSpace;
import org.codesign.space.Position;
import org.codesign.task.BlockRecord;
import org.codesign.task.SensitivityRecord;

/**
 * The predicted loss of a design, in nats, additive over blocks: the sum over positions of gain *
 * (error + 1/2 sum of Omega). The error is the block's held-out normalised error, Omega (HAWQ-V2,
 * equation 11) the sensitivity of each quantized tensor, whose half is the second-order Taylor term
 * of that error, and the gain turns a normalised error at the position into a divergence of the
 * network's answers.
 */
final class LossPredictor {

  private final BitSpace bits;
  private final List<Double> gains;

  /**
   * @param gains the gain after each position, in order
   */
  LossPredictor(BitSpace bits, List<Double> gains) {
    this.bits = bits;
    this.gains = List.copyOf(gains);
  }

  /** The scores of the operators that were trained and measured at a position. */
  PositionScore score(
      int index,
      Position position,
      Map<String, BlockRecord> blocks,
      Map<String, SensitivityRecord> sensitivities) {
    List<OperatorScore> scores = new ArrayList<>();
    for (Operator operator : position.operators()) {
      BlockRecord block = blocks.get(operator.label());
      if (block.trained() && sensitivities.containsKey(operator.label())) {
        BlockStructure structure = operator.structure(position.geometry());
        List<List<Double>> slots =
            slotLosses(gains.get(index), structure, sensitivities.get(operator.label()));
        scores.add(new OperatorScore(operator, gains.get(index) * block.heldOutError(), slots));
      }
    }
    return new PositionScore(position, scores);
  }

  private List<List<Double>> slotLosses(
      double gain, BlockStructure structure, SensitivityRecord sensitivity) {
    List<List<Double>> slots = new ArrayList<>();
    List<Layer> layers = structure.weightedLayers();
    for (int slot = 0; slot < structure.bitSlots(); slot++) {
      List<Double> losses = new ArrayList<>();
      for (BitWidths choice : bits.choices()) {
        double omega = 0;
        for (int layer = 0; layer < layers.size(); layer++) {
          if (structure.bitSlot(layer) == slot) {
            omega += omega(sensitivity, layers.get(layer).name(), choice);
          }
        }
        losses.add(gain * omega / 2);
      }
      slots.add(losses);
    }
    return slots;
  }

  /** Omega of a layer's weights and, where it has activations of its own, of those. */
  private static double omega(SensitivityRecord sensitivity, String layer, BitWidths choice) {
    double sum = 0;
    for (LayerSensitivity row : sensitivity.layers()) {
      if (row.layer().equals(layer)) {
        int width =
            row.tensor() == LayerSensitivity.Tensor.WEIGHTS
                ? choice.weightBits()
                : choice.activationBits();
        sum += row.omega().get(width);
      }
    }
    return sum;
  }
}
