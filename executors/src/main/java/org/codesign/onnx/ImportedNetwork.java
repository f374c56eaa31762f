package org.codesign.onnx;

import java.util.Optional;
import org.codesign.data.DataException;
import org.codesign.data.Normalization;
import org.codesign.graph.GraphEngine;
import org.codesign.graph.GraphModel;
import org.codesign.graph.NormalizationMatching;
import org.codesign.graph.SampleLoss;
import org.codesign.network.TensorShape;
import org.codesign.sensitivity.BatchNormMatching;
import org.codesign.sensitivity.CurvatureModel;
import org.codesign.sensitivity.NetworkFacts;
import org.codesign.sensitivity.NetworkFacts.BatchNorm;
import org.codesign.sensitivity.OpenNetwork;

/** An imported network that is ready to be measured. */
final class ImportedNetwork implements OpenNetwork {

  private final NetworkFacts facts;
  private final GraphEngine engine;
  private final Optional<NormalizationMatching> matching;

  ImportedNetwork(ModelFile file, ImportedModel imported) {
    GraphModel raw = imported.model();
    GraphModel model = file.folded() ? raw.fold() : raw;
    int classes = classes(model, file.path());
    facts = facts(model, classes, imported.normalization(), batchNorm(raw, file.folded()));
    engine =
        switch (file.loss()) {
          case TASK -> new GraphEngine(model, new SampleLoss.CrossEntropy(classes));
          case DISTILLATION -> GraphEngine.ofOwnAnswers(model, classes);
        };
    matching = raw.isNormalized() ? Optional.of(new NormalizationMatching(raw)) : Optional.empty();
  }

  private static int classes(GraphModel model, String path) {
    TensorShape output = model.graph().shapes().get(model.graph().output());
    if (output.height() != 1 || output.width() != 1 || output.channels() < 2) {
      throw new DataException(
          "The output %s of the network %s must be the logits of two or more classes."
              .formatted(output, path));
    }
    return output.channels();
  }

  private static BatchNorm batchNorm(GraphModel raw, boolean folded) {
    if (!raw.isNormalized()) {
      return BatchNorm.NONE;
    }
    return folded ? BatchNorm.FOLDED : BatchNorm.RAW;
  }

  private static NetworkFacts facts(
      GraphModel model, int classes, Optional<Normalization> normalization, BatchNorm batchNorm) {
    return new NetworkFacts(model.graph().input(), classes, normalization, batchNorm, model.macs());
  }

  @Override
  public NetworkFacts facts() {
    return facts;
  }

  @Override
  public CurvatureModel curvature() {
    return engine;
  }

  @Override
  public float[] input(int layer) {
    return engine.input(layer);
  }

  @Override
  public Optional<BatchNormMatching> batchNorms() {
    return matching.map(it -> it);
  }

  @Override
  public void close() {
    engine.close();
    matching.ifPresent(NormalizationMatching::close);
  }
}
