package org.codesign.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gradients themselves are compared with Deeplearning4j's in {@link NativeGraphTest}. */
class KernelColumnsTest {

  @ParameterizedTest
  @CsvSource({"48,14,5,1,2", "48,4,5,1,2", "20,9,7,2,3", "16,2,3,1,1", "16,1,5,1,2", "7,5,4,1,2"})
  void wideKernelsAndSmallImagesHaveFastColumns(
      long channels, long size, long kernel, long stride, int slices) {
    assumeTrue(
        dnnl.get_effective_cpu_isa().value >= dnnl.cpu_isa.avx2.value,
        "oneDNN has fast depthwise kernels for AVX2 and newer only");
    DnnlPlan plan = new DnnlPlan(DnnlPass.TRAINING, Dnnl.blocked());
    long output = (size - 1) / stride + 1;
    long before = (kernel - 1) / 2;
    long after = (output - 1) * stride + kernel - size - before;
    ConvolutionWindow window =
        new ConvolutionWindow(
            new long[] {8, channels, output, output},
            new long[] {stride, stride},
            new long[2],
            new long[] {before, before},
            new long[] {after, after});
    ConvolutionKernels kernels =
        new ConvolutionKernels(
            new long[] {8, channels, size, size},
            window,
            Dnnl.any(channels, 1, 1, kernel, kernel),
            new memory.desc());
    assertThat(KernelColumns.of(plan, kernels, plan.activations(window.output())))
        .hasSize(slices)
        .noneMatch(columns -> Dnnl.isSlow(columns.description()));
  }
}
