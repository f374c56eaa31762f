package org.codesign.workload;

import java.util.Optional;

/** What a layer of a layer table computes. */
public enum LayerKind {
  CONV2D("conv2d"),
  /** A convolution whose samples move by a whole, input-dependent distance (CoDeNet, 2021). */
  DEFORMABLE_CONV2D("deformable-conv2d"),
  LINEAR("linear"),
  /** A product of two activations. */
  MATMUL("matmul"),
  POOL("pool"),
  ADD("add"),
  CONCAT("concat"),
  /** Nearest neighbour; the stride is the factor. */
  UPSAMPLE("upsample"),
  SOFTMAX("softmax"),
  LAYER_NORM("layer-norm");

  private final String label;

  LayerKind(String label) {
    this.label = label;
  }

  /** The name in files. */
  public String label() {
    return label;
  }

  /** The kind of this name, if there is one. */
  public static Optional<LayerKind> parse(String label) {
    for (LayerKind kind : values()) {
      if (kind.label.equals(label)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Whether the layer has weights. */
  public boolean hasWeights() {
    return this == LINEAR || isConvolution();
  }

  /** Whether the layer slides a kernel with weights. */
  public boolean isConvolution() {
    return this == CONV2D || this == DEFORMABLE_CONV2D;
  }

  /** Whether the layer multiplies and accumulates. */
  public boolean multiplies() {
    return hasWeights() || this == MATMUL;
  }

  /** Whether input and output have the same number of channels. */
  boolean keepsChannels() {
    return !multiplies();
  }
}
