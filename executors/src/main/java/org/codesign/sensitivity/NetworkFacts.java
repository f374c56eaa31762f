package org.codesign.sensitivity;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.codesign.data.Normalization;
import org.codesign.network.TensorShape;

/**
 * What a network expects and what its layers cost.
 *
 * @param input the shape [1, C, H, W] of an image
 * @param classes the number of logits
 * @param normalization of the pixels, if the model file tells it
 * @param batchNorm whether its batch normalisations are folded into the weights
 * @param macs multiply-accumulates of each layer with weights for one image
 */
public record NetworkFacts(
    TensorShape input,
    int classes,
    Optional<Normalization> normalization,
    BatchNorm batchNorm,
    List<Long> macs) {

  /** What the weights are. */
  public enum BatchNorm {
    /** Weights as trained; the normalisations stand behind them. */
    RAW,
    /** Weights times the normalisations' scales. */
    FOLDED,
    /** There is none. */
    NONE
  }

  public NetworkFacts {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(normalization, "normalization");
    Objects.requireNonNull(batchNorm, "batchNorm");
    macs = List.copyOf(macs);
  }
}
