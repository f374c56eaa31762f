package org.codesign.integer;

import java.util.List;
import java.util.Objects;

/**
 * Brings one tensor, or two that are added, to a new scale: output = clamp(sum of round(term *
 * scale)). Each term is rounded by itself, as in HAWQ-V3 (Yao et al., ICML 2021, section 3.2); what
 * lies outside of the output's range goes to its end, which for ReLU is 0.
 */
public record Rescale(IntegerTensor output, List<Term> terms) implements IntegerOperation {

  /**
   * A tensor and its scales.
   *
   * @param scales one for each channel, or one for all
   */
  public record Term(String input, List<DyadicScale> scales) {
    public Term {
      Objects.requireNonNull(input, "input");
      scales = List.copyOf(scales);
    }

    /** The scale of a channel. */
    public DyadicScale scale(int channel) {
      return scales.get(scales.size() == 1 ? 0 : channel);
    }
  }

  public Rescale {
    Objects.requireNonNull(output, "output");
    terms = List.copyOf(terms);
    if (terms.isEmpty() || terms.size() > 2) {
      throw new IllegalArgumentException(
          "%s must be made of one or two terms, not of %d.".formatted(output.name(), terms.size()));
    }
    for (Term term : terms) {
      int scales = term.scales().size();
      if (scales != 1 && scales != output.shape().channels()) {
        throw new IllegalArgumentException(
            "%s needs one scale or %d for its term %s, not %d."
                .formatted(output.name(), output.shape().channels(), term.input(), scales));
      }
    }
  }

  @Override
  public List<String> inputs() {
    return terms.stream().map(Term::input).toList();
  }
}
