package org.codesign.engine;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the native engine once in a JVM: one native thread for each caller, Deeplearning4j's
 * oneDNN layers switched on, and one log line that says which convolution path is active.
 */
public final class NativeEngine {

  private static final Logger LOG = LoggerFactory.getLogger(NativeEngine.class);
  private static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";

  /** How convolutions run. */
  public enum ConvolutionPath {
    ONEDNN,
    PORTABLE
  }

  private NativeEngine() {}

  /** Starts the engine if it is not running and says how convolutions run in this JVM. */
  public static ConvolutionPath start() {
    return Holder.PATH;
  }

  /** The initialisation-on-demand holder: the class loader runs this once, on first use. */
  private static final class Holder {
    static final ConvolutionPath PATH = initialise();

    private static ConvolutionPath initialise() {
      if (System.getProperty(HELPERS_DISABLED) == null) {
        System.setProperty(HELPERS_DISABLED, "false");
      }
      Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
      nativeOps().setOmpNumThreads(1);
      ConvolutionPath path = probe();
      if (path == ConvolutionPath.ONEDNN) {
        LOG.info("Convolutions run in oneDNN, one native thread for each task.");
      } else {
        LOG.warn(
            "Convolutions run on the slow portable path, about 25 times slower than oneDNN: {}.",
            portableReason());
      }
      return path;
    }

    private static NativeOps nativeOps() {
      return NativeOpsHolder.getInstance().getDeviceNativeOps();
    }

    private static String portableReason() {
      if (!"false".equals(System.getProperty(HELPERS_DISABLED))) {
        return "the system property " + HELPERS_DISABLED + " is not false";
      }
      if (!Dnnl.obstacle().isEmpty()) {
        return Dnnl.obstacle();
      }
      return Nd4j.getEnvironment().helpersAllowed()
          ? "no oneDNN build of nd4j-native is on the class path"
          : "ND4J was told not to use its native helpers";
    }

    private static ConvolutionPath probe() {
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              new NeuralNetConfiguration.Builder()
                  .list()
                  .layer(new ConvolutionLayer.Builder(3, 3).nIn(1).nOut(1).build())
                  .layer(
                      new CnnLossLayer.Builder(LossFunctions.LossFunction.L2)
                          .activation(Activation.IDENTITY)
                          .build())
                  .build());
      network.init();
      network.output(Nd4j.zeros(DataType.FLOAT, 1, 1, 4, 4));
      if (!Dnnl.obstacle().isEmpty()) {
        return ConvolutionPath.PORTABLE;
      }
      boolean helper = network.getLayer(0).getHelper() != null;
      boolean library = nativeOps().buildInfo().contains("HAVE_ONEDNN");
      return helper && library ? ConvolutionPath.ONEDNN : ConvolutionPath.PORTABLE;
    }
  }
}
