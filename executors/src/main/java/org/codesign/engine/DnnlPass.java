package org.codesign.engine;

/** What a program computes. */
enum DnnlPass {
  /** Answers, with the statistics of batch normalisation gathered in training. */
  INFERENCE,
  /** Loss and gradients, with the statistics of the batch. */
  TRAINING
}
