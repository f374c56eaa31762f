package org.codesign.config;

/**
 * How long and how fast something is trained.
 *
 * @param epochs passes over the images; 0 trains nothing
 * @param batch images a step
 * @param learningRate the highest step size
 */
public record TrainingConfig(int epochs, int batch, double learningRate) {

  public TrainingConfig {
    Minimum.requireNotBelow("epochs", epochs, 0);
    Minimum.requireNotBelow("batch", batch, 1);
    Minimum.requirePositive("learning rate", learningRate);
  }
}
