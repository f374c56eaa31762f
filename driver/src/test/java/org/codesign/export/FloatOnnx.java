package org.codesign.export;

import org.codesign.data.Normalization;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Network;

/** The float export of any network, for tests of other packages. */
public final class FloatOnnx {

  private FloatOnnx() {}

  /** The bytes of the model; its images have values in [0, 1]. */
  public static byte[] of(Network network, NetworkWeights weights, Normalization normalization) {
    return OnnxModel.inFloat("teacher", network, weights, normalization);
  }
}
