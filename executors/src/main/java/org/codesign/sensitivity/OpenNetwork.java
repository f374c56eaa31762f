package org.codesign.sensitivity;

import java.util.Optional;

/** A network that was read from its file, ready to be measured. Of one thread. */
public interface OpenNetwork extends AutoCloseable {

  /** What it expects. */
  NetworkFacts facts();

  /** Its losses and curvature. */
  CurvatureModel curvature();

  /** What a layer read in the last batch, [N, inputElements], before any quantizer. */
  float[] input(int layer);

  /** The statistics of its batch normalisations, which need not be folded; empty without any. */
  Optional<BatchNormMatching> batchNorms();

  @Override
  void close();
}
