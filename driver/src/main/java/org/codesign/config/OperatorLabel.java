package org.codesign.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Operator;
import org.codesign.network.PlainConvolution;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;

/** Operators by their labels: {@code parse(operator.label())} equals the operator. */
public final class OperatorLabel {

  private static final Pattern LABEL =
      Pattern.compile(
          "(residual|separable|inverted|convolution)-k(\\d{1,4})(?:-e(\\d{1,4}))?"
              + "(?:-w(\\d{1,4}(?:\\.\\d{1,18})?(?:E-?\\d{1,2})?))?");

  private OperatorLabel() {}

  /**
   * The operator with this label, for example {@code inverted-k3-e6-w0.5}.
   *
   * @throws IllegalArgumentException if there is no such operator, with the reason
   */
  public static Operator parse(String label) {
    return label.equals("skip") ? new Skip() : parse(label, matched(label), 1.0);
  }

  /**
   * The operators that one listed label stands for: one for each width if the label leaves its
   * width open and the operator has one, otherwise the operator itself.
   */
  static List<Operator> expand(String label, List<Double> widths) {
    Operator operator = parse(label);
    boolean hasWidth =
        operator instanceof ResidualConvolution || operator instanceof InvertedResidual;
    Matcher matcher = LABEL.matcher(label);
    if (!hasWidth || (matcher.matches() && matcher.group(4) != null)) {
      return List.of(operator);
    }
    return widths.stream().map(width -> parse(label, matched(label), width)).toList();
  }

  private static Matcher matched(String label) {
    Matcher matcher = LABEL.matcher(label);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "an operator is residual-k3, separable-k5, inverted-k3-e6 (-w0.5 at the end for another"
              + " width), convolution-k3 or skip");
    }
    return matcher;
  }

  private static Operator parse(String label, Matcher parts, double openWidth) {
    int kernel = Integer.parseInt(parts.group(2));
    Optional<String> expansion = Optional.ofNullable(parts.group(3));
    Optional<String> width = Optional.ofNullable(parts.group(4));
    double chosenWidth = width.map(Double::parseDouble).orElse(openWidth);
    return switch (parts.group(1)) {
      case "residual" -> {
        refuse(expansion, "a residual convolution has no expansion");
        yield new ResidualConvolution(kernel, chosenWidth);
      }
      case "separable" -> {
        refuse(expansion, "a separable convolution has no expansion");
        refuse(width, "a separable convolution has no width");
        yield new DepthwiseSeparable(kernel);
      }
      case "convolution" -> {
        refuse(expansion, "a plain convolution has no expansion");
        refuse(width, "a plain convolution has no width");
        yield new PlainConvolution(kernel);
      }
      default -> inverted(label, kernel, expansion, chosenWidth);
    };
  }

  private static Operator inverted(
      String label, int kernel, Optional<String> expansion, double width) {
    InvertedResidual checked =
        new InvertedResidual(kernel, expansion.map(Integer::parseInt).orElse(1), width);
    if (expansion.isEmpty()) {
      throw new IllegalArgumentException(
          "an inverted residual needs its expansion, for example %s-e3"
              .formatted(label.replaceAll("-w.*", "")));
    }
    return checked;
  }

  private static void refuse(Optional<String> part, String reason) {
    if (part.isPresent()) {
      throw new IllegalArgumentException(reason);
    }
  }
}
