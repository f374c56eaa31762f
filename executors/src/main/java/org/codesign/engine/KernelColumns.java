package org.codesign.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.codesign.engine.ConvolutionKernels.Layouts;

/**
 * Neighbouring columns of a depthwise convolution's weights, whose gradient is a convolution of its
 * own. The fast kernel of oneDNN 2.5 takes three columns at most and little padding; everything
 * else is tens of times slower. So what the columns reach of the input is copied between zeros.
 */
final class KernelColumns {

  private static final int MOST_COLUMNS = 3;

  private final int first;
  private final int count;
  private final ConvolutionKernels whole;
  private final ConvolutionKernels kernels;
  private final convolution_backward_weights.primitive_desc description;

  private KernelColumns(
      int first,
      int count,
      ConvolutionKernels whole,
      ConvolutionKernels kernels,
      convolution_backward_weights.primitive_desc description) {
    this.first = first;
    this.count = count;
    this.whole = whole;
    this.kernels = kernels;
    this.description = description;
  }

  /**
   * All columns, in order; none where the convolution is not depthwise or columns are slow too.
   *
   * @param gradient the layout of the output's gradient
   */
  static List<KernelColumns> of(DnnlPlan plan, ConvolutionKernels whole, memory.desc gradient) {
    ConvolutionWindow window = whole.window();
    boolean isDense = window.dilates()[0] == 0 && window.dilates()[1] == 0;
    if (!whole.isDepthwise() || !isDense) {
      return List.of();
    }
    List<KernelColumns> all = new ArrayList<>();
    int width = whole.kernel(1);
    int parts = (width + MOST_COLUMNS - 1) / MOST_COLUMNS;
    for (int part = 0; part < parts; part++) {
      // Of equal width, since a single column is slow where the stride is two.
      int first = part * width / parts;
      int count = (part + 1) * width / parts - first;
      KernelColumns columns = of(plan, whole, gradient, first, count);
      if (Dnnl.isSlow(columns.description)) {
        return List.of();
      }
      all.add(columns);
    }
    return all;
  }

  private static KernelColumns of(
      DnnlPlan plan, ConvolutionKernels whole, memory.desc gradient, int first, int count) {
    ConvolutionWindow window = whole.window();
    long[] output = window.output();
    long channels = output[1];
    long[] input = {
      output[0],
      channels,
      (output[2] - 1) * window.strides()[0] + whole.kernel(0),
      (output[3] - 1) * window.strides()[1] + count
    };
    ConvolutionKernels kernels =
        new ConvolutionKernels(
            input,
            new ConvolutionWindow(
                output, window.strides(), window.dilates(), new long[2], new long[2]),
            Dnnl.any(channels, 1, 1, whole.kernel(0), count),
            first == 0 ? whole.bias() : new memory.desc());
    Layouts layouts = new Layouts(plan.activations(input), gradient);
    convolution_forward.primitive_desc hint =
        kernels.forward(dnnl.prop_kind.forward_training, layouts, new primitive_attr());
    return new KernelColumns(first, count, whole, kernels, kernels.toWeights(layouts, hint));
  }

  /** What oneDNN does for these columns. */
  primitive_desc_base description() {
    return description;
  }

  /**
   * Adds the steps that write their part of the weights' gradient, the first columns also that of
   * the bias.
   */
  void differentiate(
      DnnlPlan plan,
      DnnlTensor input,
      DnnlTensor gradient,
      DnnlTensor weightGradient,
      Optional<DnnlTensor> biasGradient) {
    memory.desc columns =
        weightGradient
            .layout()
            .submemory_desc(
                new long[] {kernels.input()[1], 1, 1, whole.kernel(0), count},
                new long[] {0, 0, 0, 0, first});
    ConvolutionKernels.differentiate(
        plan,
        description,
        reached(plan, input),
        gradient,
        plan.view(weightGradient, columns),
        first == 0 ? biasGradient : Optional.empty());
  }

  /** What the columns reach of the input, between zeros. */
  private DnnlTensor reached(DnnlPlan plan, DnnlTensor input) {
    DnnlTensor padded = plan.zeros(plan.activations(kernels.input()));
    long[] shape = kernels.input();
    long top = whole.window().before()[0];
    long left = whole.window().before()[1] - first;
    long begin = Math.max(0, -left);
    long rows = Math.min(whole.input()[2], shape[2] - top);
    long columns = Math.min(whole.input()[3], shape[3] - left) - begin;
    if (rows > 0 && columns > 0) {
      DnnlTensor source = plan.inLayout(input, plan.activations(whole.input()));
      // Whole blocks of channels, since a part of a block is no part of the layout.
      long channels = padded.layout().data().padded_dims().get(1);
      long[] size = {shape[0], channels, rows, columns};
      DnnlTensor seen =
          plan.view(source, part(plan, whole.input(), size, new long[] {0, 0, 0, begin}));
      DnnlTensor inside =
          plan.view(padded, part(plan, shape, size, new long[] {0, 0, top, begin + left}));
      plan.copy(seen, inside);
      plan.release(inside);
      plan.release(seen);
      plan.releaseCopy(source, input);
    }
    return padded;
  }

  private static memory.desc part(DnnlPlan plan, long[] shape, long[] size, long[] offsets) {
    return plan.activations(shape[0], size[1], shape[2], shape[3]).submemory_desc(size, offsets);
  }
}
