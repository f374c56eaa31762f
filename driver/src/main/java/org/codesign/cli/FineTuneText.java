package org.codesign.cli;

import java.util.Locale;
import org.codesign.search.FineTuneRun;
import org.codesign.search.QuantizedSize;

/** A fine-tuning's result for a person. */
final class FineTuneText {

  private FineTuneText() {}

  static String of(FineTuneRun.Summary tuned) {
    FineTuneRun.Accuracies accuracies = tuned.accuracies();
    QuantizedSize size = tuned.size();
    return """
        accuracy in float    %s %% of %,d test images
        quantized, before    %s %%
        quantized, after     %s %%, %s points below float
        weights              %s kB with scales, %s times smaller than float32 (%s with biases)
        bits per weight      %s
        written              %s
        how it is quantized  %s
        """
        .formatted(
            Numbers.percent(accuracies.asFloat()),
            tuned.testImages(),
            Numbers.percent(accuracies.before()),
            Numbers.percent(accuracies.after()),
            Numbers.percent(accuracies.asFloat() - accuracies.after()),
            fixed(size.weightBytes() / 1000),
            fixed(size.smaller()),
            fixed(size.smallerWithBiases()),
            fixed(size.bitsPerWeight()),
            Names.of(tuned.weights()),
            Names.of(tuned.quantization()));
  }

  private static String fixed(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
