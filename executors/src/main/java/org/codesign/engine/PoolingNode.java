package org.codesign.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** The largest value or the mean of each channel in windows of an image, or of the whole image. */
final class PoolingNode implements DnnlNode {

  private final dnnl.algorithm kind;
  private final Optional<SubsamplingLayer> settings;
  private DnnlValue input;
  private long[] kernel;
  private ConvolutionWindow window;
  private pooling_forward.primitive_desc description;
  private Optional<DnnlTensor> places = Optional.empty();

  /** Without settings, the window is the whole image. */
  private PoolingNode(dnnl.algorithm kind, Optional<SubsamplingLayer> settings) {
    this.kind = kind;
    this.settings = settings;
  }

  /** The node of a layer, if there is one. */
  static Optional<DnnlNode> of(SubsamplingLayer layer) {
    boolean isDense = Arrays.stream(layer.getDilation()).allMatch(rate -> rate == 1);
    if (!isDense || layer.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
      return Optional.empty();
    }
    dnnl.algorithm mean =
        layer.isAvgPoolIncludePadInDivisor()
            ? dnnl.algorithm.pooling_avg_include_padding
            : dnnl.algorithm.pooling_avg_exclude_padding;
    return algorithm(layer.getPoolingType(), mean)
        .map(kind -> new PoolingNode(kind, Optional.of(layer)));
  }

  /** The node of a layer over the whole image, if there is one. */
  static Optional<DnnlNode> of(GlobalPoolingLayer layer) {
    return layer.isCollapseDimensions()
        ? algorithm(layer.getPoolingType(), dnnl.algorithm.pooling_avg)
            .map(kind -> new PoolingNode(kind, Optional.empty()))
        : Optional.empty();
  }

  private static Optional<dnnl.algorithm> algorithm(PoolingType type, dnnl.algorithm mean) {
    return switch (type) {
      case AVG -> Optional.of(mean);
      case MAX -> Optional.of(dnnl.algorithm.pooling_max);
      case SUM, PNORM -> Optional.empty();
    };
  }

  @Override
  public DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs) {
    input = inputs.get(0);
    place(input.dimensions());
    boolean training = plan.pass() == DnnlPass.TRAINING;
    memory.desc layout = plan.activations(window.output());
    description =
        new pooling_forward.primitive_desc(
            new pooling_forward.desc(
                training ? dnnl.prop_kind.forward_training : dnnl.prop_kind.forward_inference,
                kind,
                input.tensor().layout(),
                layout,
                window.strides(),
                kernel,
                window.before(),
                after()),
            Dnnl.ENGINE);
    boolean remembers = training && kind.value == dnnl.algorithm.pooling_max.value;
    places = remembers ? Optional.of(plan.take(description.workspace_desc())) : Optional.empty();
    DnnlTensor output = plan.take(layout);
    plan.execute(
        new pooling_forward(description),
        dnnl.DNNL_ARG_SRC,
        input.tensor(),
        dnnl.DNNL_ARG_WORKSPACE,
        places,
        dnnl.DNNL_ARG_DST,
        output);
    long[] shape = settings.isPresent() ? window.output() : Arrays.copyOf(window.output(), 2);
    return new DnnlValue(output, shape, input.isTrained());
  }

  private void place(long[] from) {
    if (settings.isPresent()) {
      kernel = Arrays.stream(settings.get().getKernelSize()).asLongStream().toArray();
      window = ConvolutionWindow.of(settings.get(), from);
    } else {
      kernel = new long[] {from[2], from[3]};
      long[] none = {0, 0};
      long[] output = {from[0], from[1], 1, 1};
      window = new ConvolutionWindow(output, kernel, none, none, none);
    }
  }

  /** For oneDNN, pooling does not end before the input does. */
  private long[] after() {
    return Arrays.stream(window.after()).map(padding -> Math.max(0, padding)).toArray();
  }

  @Override
  public void backward(DnnlPlan plan, DnnlValue output) {
    if (!input.isTrained()) {
      plan.releaseGradient(output);
      return;
    }
    DnnlTensor gradient = plan.gradient(output);
    DnnlTensor result = plan.take(input.tensor().layout());
    pooling_backward.primitive_desc back =
        new pooling_backward.primitive_desc(
            new pooling_backward.desc(
                kind,
                result.layout(),
                gradient.layout(),
                window.strides(),
                kernel,
                window.before(),
                after()),
            Dnnl.ENGINE,
            description);
    plan.execute(
        new pooling_backward(back),
        dnnl.DNNL_ARG_DIFF_DST,
        gradient,
        dnnl.DNNL_ARG_WORKSPACE,
        places,
        dnnl.DNNL_ARG_DIFF_SRC,
        result);
    plan.releaseGradient(output);
    plan.contribute(input, result);
  }
}
