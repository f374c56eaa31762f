package org.codesign.engine;

import java.util.List;
import java.util.function.Function;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc_base;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A full or depthwise convolution; weights are brought into the layout that oneDNN asks for. */
final class ConvolutionNode implements DnnlNode {

  private static final String WEIGHTS = ConvolutionParamInitializer.WEIGHT_KEY;
  private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

  private final LayerParameters parameters;
  private final ConvolutionLayer settings;
  private final int[] weightAxes;
  private DnnlValue input;
  private ConvolutionWindow window;
  private DnnlTensor weights;
  private convolution_forward.primitive_desc description;

  private ConvolutionNode(Layer layer, int... weightAxes) {
    this.parameters = new LayerParameters(layer);
    this.settings = (ConvolutionLayer) layer.conf().getLayer();
    this.weightAxes = weightAxes;
  }

  /** Weights of Deeplearning4j are [O, I, H, W]. */
  static ConvolutionNode full(Layer layer) {
    return new ConvolutionNode(layer, 0, 1, 2, 3);
  }

  /** Weights of Deeplearning4j are [H, W, C, multiplier]; oneDNN has groups first. */
  static ConvolutionNode depthwise(Layer layer) {
    return new ConvolutionNode(layer, 2, 3, -1, 0, 1);
  }

  @Override
  public DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs) {
    input = inputs.get(0);
    window = ConvolutionWindow.of(settings, input.dimensions());
    weights = parameters.seen(plan, WEIGHTS, weightLayout());
    Layouts wished = new Layouts(input.tensor().layout(), plan.activations(window.output()));
    description = best(wished, this::forwardDescription);
    DnnlTensor output = plan.take(wished.to());
    run(plan, output);
    return new DnnlValue(output, window.output(), true);
  }

  private void run(DnnlPlan plan, DnnlTensor output) {
    DnnlTensor from = plan.inLayout(input.tensor(), description.src_desc());
    DnnlTensor by = plan.inLayout(weights, description.weights_desc());
    DnnlTensor to = target(plan, output, description.dst_desc());
    convolution_forward action = new convolution_forward(description);
    if (settings.hasBias()) {
      plan.execute(
          action,
          dnnl.DNNL_ARG_SRC,
          from,
          dnnl.DNNL_ARG_WEIGHTS,
          by,
          dnnl.DNNL_ARG_BIAS,
          parameters.seen(plan, BIAS, biasLayout()),
          dnnl.DNNL_ARG_DST,
          to);
    } else {
      plan.execute(
          action, dnnl.DNNL_ARG_SRC, from, dnnl.DNNL_ARG_WEIGHTS, by, dnnl.DNNL_ARG_DST, to);
    }
    plan.releaseCopy(from, input.tensor());
    plan.releaseCopy(by, weights);
    finish(plan, to, output);
  }

  @Override
  public void backward(DnnlPlan plan, DnnlValue output) {
    DnnlTensor gradient = plan.gradient(output);
    toWeights(plan, gradient);
    if (input.isTrained()) {
      plan.contribute(input, toInput(plan, gradient));
    }
    plan.releaseGradient(output);
  }

  private void toWeights(DnnlPlan plan, DnnlTensor gradient) {
    convolution_backward_weights.primitive_desc back =
        best(new Layouts(input.tensor().layout(), gradient.layout()), this::weightDescription);
    DnnlTensor from = plan.inLayout(input.tensor(), back.src_desc());
    DnnlTensor given = plan.inLayout(gradient, back.diff_dst_desc());
    DnnlTensor view = DnnlTensor.of(weightLayout(), parameters.gradient(WEIGHTS));
    DnnlTensor to = target(plan, view, back.diff_weights_desc());
    convolution_backward_weights action = new convolution_backward_weights(back);
    if (settings.hasBias()) {
      plan.execute(
          action,
          dnnl.DNNL_ARG_SRC,
          from,
          dnnl.DNNL_ARG_DIFF_DST,
          given,
          dnnl.DNNL_ARG_DIFF_WEIGHTS,
          to,
          dnnl.DNNL_ARG_DIFF_BIAS,
          DnnlTensor.of(biasLayout(), parameters.gradient(BIAS)));
    } else {
      plan.execute(
          action,
          dnnl.DNNL_ARG_SRC,
          from,
          dnnl.DNNL_ARG_DIFF_DST,
          given,
          dnnl.DNNL_ARG_DIFF_WEIGHTS,
          to);
    }
    plan.releaseCopy(from, input.tensor());
    plan.releaseCopy(given, gradient);
    finish(plan, to, view);
  }

  private DnnlTensor toInput(DnnlPlan plan, DnnlTensor gradient) {
    memory.desc layout = plan.activations(input.dimensions());
    convolution_backward_data.primitive_desc back =
        best(new Layouts(layout, gradient.layout()), this::inputDescription);
    DnnlTensor given = plan.inLayout(gradient, back.diff_dst_desc());
    DnnlTensor by = plan.inLayout(weights, back.weights_desc());
    DnnlTensor result = plan.take(layout);
    DnnlTensor to = target(plan, result, back.diff_src_desc());
    plan.execute(
        new convolution_backward_data(back),
        dnnl.DNNL_ARG_DIFF_DST,
        given,
        dnnl.DNNL_ARG_WEIGHTS,
        by,
        dnnl.DNNL_ARG_DIFF_SRC,
        to);
    plan.releaseCopy(given, gradient);
    plan.releaseCopy(by, weights);
    finish(plan, to, result);
    return result;
  }

  /** What the primitive writes: the tensor itself if its layout is right. */
  private static DnnlTensor target(DnnlPlan plan, DnnlTensor tensor, memory.desc layout) {
    return tensor.layout().equals(layout) ? tensor : plan.take(layout);
  }

  private static void finish(DnnlPlan plan, DnnlTensor written, DnnlTensor wanted) {
    if (written != wanted) {
      plan.copy(written, wanted);
      plan.release(written);
    }
  }

  /** The layouts of activations on both sides. */
  private record Layouts(memory.desc from, memory.desc to) {}

  /** In the layouts that are there, or in those oneDNN prefers where it has no kernel for them. */
  private <T extends primitive_desc_base> T best(Layouts wished, Function<Layouts, T> make) {
    T first = make.apply(wished);
    return Dnnl.isSlow(first)
        ? make.apply(new Layouts(Dnnl.any(input.dimensions()), Dnnl.any(window.output())))
        : first;
  }

  private convolution_forward.primitive_desc forwardDescription(Layouts layouts) {
    convolution_forward.desc action =
        new convolution_forward.desc(
            dnnl.prop_kind.forward_training,
            dnnl.algorithm.convolution_direct,
            layouts.from(),
            anyWeights(),
            bias(),
            layouts.to(),
            window.strides(),
            window.dilates(),
            window.before(),
            window.after());
    return new convolution_forward.primitive_desc(action, Dnnl.ENGINE);
  }

  private convolution_backward_weights.primitive_desc weightDescription(Layouts layouts) {
    convolution_backward_weights.desc action =
        new convolution_backward_weights.desc(
            dnnl.algorithm.convolution_direct,
            layouts.from(),
            anyWeights(),
            bias(),
            layouts.to(),
            window.strides(),
            window.dilates(),
            window.before(),
            window.after());
    return new convolution_backward_weights.primitive_desc(action, Dnnl.ENGINE, description);
  }

  private convolution_backward_data.primitive_desc inputDescription(Layouts layouts) {
    convolution_backward_data.desc action =
        new convolution_backward_data.desc(
            dnnl.algorithm.convolution_direct,
            layouts.from(),
            anyWeights(),
            layouts.to(),
            window.strides(),
            window.dilates(),
            window.before(),
            window.after());
    return new convolution_backward_data.primitive_desc(action, Dnnl.ENGINE, description);
  }

  private memory.desc anyWeights() {
    INDArray array = parameters.array(WEIGHTS);
    long[] dimensions = new long[weightAxes.length];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = weightAxes[i] < 0 ? 1 : array.size(weightAxes[i]);
    }
    return Dnnl.any(dimensions);
  }

  private memory.desc weightLayout() {
    return LayerParameters.layout(parameters.array(WEIGHTS), weightAxes);
  }

  /** A layout without dimensions stands for no bias. */
  private memory.desc bias() {
    return settings.hasBias() ? biasLayout() : new memory.desc();
  }

  private memory.desc biasLayout() {
    return Dnnl.layout(memory.format_tag.a, settings.getNOut());
  }
}
