package org.codesign.search;

import java.util.List;
import java.util.Map;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.quantization.BitWidths;
import org.codesign.sensitivity.LayerSensitivity;
import org.codesign.sensitivity.LayerSensitivity.Tensor;
import org.codesign.space.BlockChoice;
import org.codesign.space.DesignPoint;
import org.codesign.space.Position;
import org.codesign.task.BlockRecord;
import org.codesign.task.SensitivityRecord;

/**
 * What a predictor of accuracy knows of a design: the three parts of its predicted loss, in nats,
 * and the square of their sum, for losses so high that accuracy stops falling with them. With g the
 * gain of a position, E the error of its block on held-out images, and Omega of its layers at their
 * bits, the parts are sums over positions of
 *
 * <pre>
 * g E                     float
 * g Omega_weights / 2     weights
 * g Omega_activations / 2 activations
 * </pre>
 */
final class AccuracyFeatures {

  /** The names of the features, in order. */
  static final List<String> NAMES =
      List.of("float loss", "weight loss", "activation loss", "squared predicted loss");

  private final List<Position> positions;
  private final List<Double> gains;
  private final Map<String, Map<String, BlockRecord>> blocks;
  private final Map<String, Map<String, SensitivityRecord>> sensitivities;

  /**
   * @param gains the gain after each position
   * @param blocks by position and operator
   * @param sensitivities by position and operator
   */
  AccuracyFeatures(
      List<Position> positions,
      List<Double> gains,
      Map<String, Map<String, BlockRecord>> blocks,
      Map<String, Map<String, SensitivityRecord>> sensitivities) {
    this.positions = List.copyOf(positions);
    this.gains = List.copyOf(gains);
    this.blocks = Map.copyOf(blocks);
    this.sensitivities = Map.copyOf(sensitivities);
  }

  /** The features of a design whose blocks were all trained and measured. */
  double[] of(Design design) {
    return of(design.point());
  }

  /** The features of a design point whose blocks were all trained and measured. */
  double[] of(DesignPoint point) {
    double[] parts = new double[3];
    List<BlockChoice> choices = point.candidate().blocks();
    for (int i = 0; i < choices.size(); i++) {
      add(parts, i, choices.get(i));
    }
    double sum = parts[0] + parts[1] + parts[2];
    return new double[] {parts[0], parts[1], parts[2], sum * sum};
  }

  private void add(double[] parts, int index, BlockChoice choice) {
    Position position = positions.get(index);
    double gain = gains.get(index);
    String operator = choice.operator().label();
    parts[0] += gain * blocks.get(position.name()).get(operator).heldOutError();
    BlockStructure structure = choice.operator().structure(position.geometry());
    List<Layer> layers = structure.weightedLayers();
    SensitivityRecord record = sensitivities.get(position.name()).get(operator);
    for (int layer = 0; layer < layers.size(); layer++) {
      BitWidths bits = choice.slots().get(structure.bitSlot(layer));
      for (LayerSensitivity row : record.layers()) {
        if (row.layer().equals(layers.get(layer).name())) {
          boolean isWeights = row.tensor() == Tensor.WEIGHTS;
          int width = isWeights ? bits.weightBits() : bits.activationBits();
          parts[isWeights ? 1 : 2] += gain * row.omega().get(width) / 2;
        }
      }
    }
  }
}
