package org.codesign.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Set;

/** A model in ONNX Runtime on one core. */
public final class OnnxSession implements AutoCloseable {

  private final OrtSession session;

  private OnnxSession(OrtSession session) {
    this.session = session;
  }

  /** Loads the bytes of a model. */
  public static OnnxSession open(byte[] model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      return new OnnxSession(environment().createSession(model, options));
    }
  }

  /** What tensors are made in. */
  public static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment();
  }

  /** All outputs, in their order. */
  public OrtSession.Result run(Map<String, OnnxTensor> inputs) throws OrtException {
    return session.run(inputs);
  }

  /** The outputs of these names. */
  OrtSession.Result run(Map<String, OnnxTensor> inputs, Set<String> outputs) throws OrtException {
    return session.run(inputs, outputs);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close its session.", e);
    }
  }
}
