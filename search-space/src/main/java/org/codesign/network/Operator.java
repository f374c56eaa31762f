package org.codesign.network;

import java.util.Optional;

/**
 * What may stand at a block position. The boundary shapes belong to the position; an operator
 * chooses only what lies between them, so that the blocks of different positions fit each other.
 */
public sealed interface Operator
    permits ResidualConvolution, DepthwiseSeparable, InvertedResidual, PlainConvolution, Skip {

  /** The name in configurations, tables and files, for example {@code inverted-k3-e6-w0.5}. */
  String label();

  /** Why the operator cannot stand at this place; empty if it can. */
  Optional<String> misfit(BlockGeometry geometry);

  /**
   * The layers at this place.
   *
   * @throws IllegalArgumentException if the operator does not fit ({@link #misfit})
   */
  BlockStructure structure(BlockGeometry geometry);

  /** The name's tail for a hidden width other than 1. */
  static String widthSuffix(double width) {
    return width == 1.0 ? "" : "-w" + width;
  }

  /** Hidden channels: the exact product rounded to a multiple of 4, at least 4. */
  static int hiddenChannels(int channels, double factor) {
    return Math.max(4, Math.toIntExact(Math.round(channels * factor / 4.0)) * 4);
  }

  /** Why a kernel cannot stand at this place; empty if it can. */
  static Optional<String> kernelMisfit(int kernel, BlockGeometry geometry) {
    int smallest = Math.min(geometry.input().height(), geometry.input().width());
    return kernel <= 2 * smallest - 1
        ? Optional.empty()
        : Optional.of(
            "its kernel (%d) reaches past every side of the %d x %d input (limit %d)"
                .formatted(
                    kernel, geometry.input().height(), geometry.input().width(), 2 * smallest - 1));
  }

  /** The structure guard that all operators share. */
  static void requireFit(Operator operator, BlockGeometry geometry) {
    operator
        .misfit(geometry)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(
                  "The operator " + operator.label() + " does not fit: " + reason + ".");
            });
  }
}
