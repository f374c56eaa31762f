package org.codesign.engine;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.FwdPassType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A Deeplearning4j graph whose answers, losses and gradients come from programs over oneDNN. It is
 * configured, trained, saved and read as any other, and its parameters are where Deeplearning4j has
 * them. What no program can do (other layers, masks, listeners) Deeplearning4j does itself.
 */
public final class NativeGraph extends ComputationGraph {

  private static final long serialVersionUID = 1L;

  /** Programs of other shapes are made anew; each holds the activations of a batch. */
  private static final int PROGRAMS = 3;

  private final transient Map<String, Optional<GraphProgram>> programs =
      new LinkedHashMap<>(16, 0.75f, true);

  private transient Gradient views;
  private transient INDArray[] targets;

  NativeGraph(ComputationGraphConfiguration configuration) {
    super(configuration);
  }

  @Override
  public void setLabels(INDArray... labels) {
    super.setLabels(labels);
    targets = labels;
  }

  @Override
  public void setLabel(int number, INDArray label) {
    super.setLabel(number, label);
    targets = targets == null ? new INDArray[getNumOutputArrays()] : targets;
    targets[number] = label;
  }

  @Override
  public ComputationGraphUpdater getUpdater(boolean initializeIfAbsent) {
    if (initializeIfAbsent && super.getUpdater(false) == null) {
      setUpdater(new NativeUpdater(this));
    }
    return super.getUpdater(initializeIfAbsent);
  }

  // The workspace is left for as long as the block lasts.
  @SuppressWarnings("try")
  @Override
  public void computeGradientAndScore() {
    boolean isPlain =
        getListeners().isEmpty() && getInputMaskArrays() == null && getLabelMaskArrays() == null;
    if (isPlain && flattenedGradients == null) {
      initGradientsView();
    }
    Optional<GraphProgram> program =
        isPlain ? program(DnnlPass.TRAINING, List.of(), getInputs()) : Optional.empty();
    if (program.isEmpty()) {
      super.computeGradientAndScore();
      return;
    }
    synchronizeIterEpochCounts();
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      if (solver != null) {
        getUpdater(true);
      }
      score = program.get().differentiate(getInputs(), targets) + calcRegularizationScore(true);
    }
    gradient = gradientViews();
  }

  // The workspace is left for as long as the block lasts.
  @SuppressWarnings("try")
  @Override
  protected INDArray[] outputOfLayersDetached(
      boolean train,
      FwdPassType forward,
      int[] layerIndexes,
      INDArray[] features,
      INDArray[] masks,
      INDArray[] labelMasks,
      boolean clearLayers,
      boolean detachedInputs,
      MemoryWorkspace outputWorkspace) {
    boolean isPlain =
        !train
            && forward == FwdPassType.STANDARD
            && masks == null
            && labelMasks == null
            && clearLayers
            && outputWorkspace == null;
    List<String> names =
        Arrays.stream(layerIndexes).mapToObj(index -> vertices[index].getVertexName()).toList();
    Optional<GraphProgram> program =
        isPlain ? program(DnnlPass.INFERENCE, names, features) : Optional.empty();
    if (program.isEmpty()) {
      return super.outputOfLayersDetached(
          train,
          forward,
          layerIndexes,
          features,
          masks,
          labelMasks,
          clearLayers,
          detachedInputs,
          outputWorkspace);
    }
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return program.get().answer(features);
    }
  }

  /** Frees the memory of the programs; the graph can still be used. */
  @Override
  public void close() {
    programs.values().forEach(program -> program.ifPresent(GraphProgram::close));
    programs.clear();
  }

  private Optional<GraphProgram> program(DnnlPass pass, List<String> wanted, INDArray[] inputs) {
    String key =
        Arrays.stream(inputs)
            .map(input -> Arrays.toString(input.shape()))
            .collect(Collectors.joining(",", pass + " " + wanted, ""));
    Optional<GraphProgram> program = programs.get(key);
    if (program == null) {
      program = new GraphCompiler(this, pass, wanted).compile(inputs);
      programs.put(key, program);
      if (programs.size() > PROGRAMS) {
        Iterator<Optional<GraphProgram>> eldest = programs.values().iterator();
        eldest.next().ifPresent(GraphProgram::close);
        eldest.remove();
      }
    }
    return program;
  }

  /** The gradient of each parameter by Deeplearning4j's name, as views into all of them. */
  private Gradient gradientViews() {
    if (views == null) {
      views = new DefaultGradient(flattenedGradients);
      for (int index : topologicalOrder) {
        if (vertices[index].hasLayer() && vertices[index].getLayer().numParams() > 0) {
          var layer = vertices[index].getLayer();
          var table =
              layer
                  .conf()
                  .getLayer()
                  .initializer()
                  .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
          String prefix = vertices[index].getVertexName() + "_";
          table.forEach((name, view) -> views.setGradientFor(prefix + name, view));
        }
      }
    }
    return views;
  }
}
