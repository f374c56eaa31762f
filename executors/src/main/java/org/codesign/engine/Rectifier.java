package org.codesign.engine;

/** Whether a ReLU is part of a node. */
enum Rectifier {
  NONE,
  RELU
}
