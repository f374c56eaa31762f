package org.codesign.engine;

import java.util.List;
import java.util.SplittableRandom;
import org.codesign.network.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Normal weights of variance 2 / fan-in (He et al., "Delving Deep into Rectifiers", ICCV 2015,
 * equation 10), drawn in the order of the layers from one seed; the rest keeps Deeplearning4j's
 * constants.
 */
public final class WeightInitializer {

  private WeightInitializer() {}

  /**
   * Overwrites the weights of these layers.
   *
   * @param prefix what precedes the layers' names in the graph
   */
  public static void initialise(
      ComputationGraph graph, String prefix, List<Layer> layers, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (Layer layer : layers) {
      float[] values = new float[Math.toIntExact(layer.weights())];
      double fanIn = (double) values.length / layer.output().channels();
      double deviation = Math.sqrt(2.0 / fanIn);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * gaussian(random));
      }
      INDArray weights = graph.getLayer(prefix + layer.name()).getParam("W");
      WeightLayout.of(layer).write(values, weights);
    }
  }

  /** The Box-Muller transform in StrictMath, the same bits on every platform. */
  private static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }
}
