package org.codesign.integer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.codesign.integer.Rescale.Term;
import org.codesign.network.Backbone;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.Shortcut;
import org.codesign.network.TensorShape;

/**
 * Turns a quantized network into integer operations: every ratio of two steps becomes a {@link
 * DyadicScale}. Tensors are {@code <layer>.input} for what a convolution reads, {@code <layer>} for
 * its accumulators, {@code stem.output} and {@code <position>.output} for the residual stream.
 */
public final class IntegerConversion {

  private final QuantizedNetwork source;
  private final List<IntegerOperation> operations = new ArrayList<>();
  private final Map<String, Double> steps = new LinkedHashMap<>();

  private IntegerConversion(QuantizedNetwork source) {
    this.source = source;
  }

  /**
   * The integer network.
   *
   * @throws IllegalArgumentException if an accumulator could overflow or a ratio of steps is beyond
   *     what a dyadic scale can hold
   */
  public static IntegerNetwork convert(QuantizedNetwork source) {
    return new IntegerConversion(source).build();
  }

  private IntegerNetwork build() {
    Network network = source.network();
    Backbone backbone = network.backbone();
    image(backbone);
    convolve("stem");
    IntegerTensor stream = stream("stem", backbone.stem().output(), 0, accumulators("stem"));
    for (int i = 0; i < network.blocks().size(); i++) {
      Network.NamedBlock block = network.blocks().get(i);
      if (!block.structure().isIdentity()) {
        stream = block(stream, block, i);
      }
    }
    head(backbone, stream);
    return new IntegerNetwork(backbone.input(), operations, steps);
  }

  private void image(Backbone backbone) {
    ImageCodes image = source.image();
    IntegerTensor codes = new IntegerTensor(inputOf("stem"), backbone.input(), image.range());
    operations.add(new Lookup(codes, IntegerNetwork.IMAGE, image.table(source.normalization())));
    steps.put(codes.name(), (double) image.step());
  }

  private IntegerTensor block(IntegerTensor stream, Network.NamedBlock block, int index) {
    List<Layer> path = block.structure().path();
    String previous = "";
    for (int i = 0; i < path.size(); i++) {
      String name = block.layerName(path.get(i));
      quantize(name, i == 0 ? term(stream, inputStep(name)) : accumulators(previous, name));
      convolve(name);
      previous = name;
    }
    float step = source.streamStep(index + 1);
    List<Term> terms = new ArrayList<>(List.of(accumulators(previous, step)));
    Shortcut shortcut = block.structure().shortcut();
    if (shortcut instanceof Shortcut.Projection projection) {
      String name = block.layerName(projection.layer());
      convolve(name, inputOf(block.layerName(path.get(0))));
      terms.add(accumulators(name, step));
    } else if (shortcut instanceof Shortcut.Identity) {
      terms.add(term(stream, step));
    }
    TensorShape shape = path.get(path.size() - 1).output();
    return stream(block.position(), shape, index + 1, terms.toArray(Term[]::new));
  }

  private void head(Backbone backbone, IntegerTensor stream) {
    SumPool pool = SumPool.of("pool", stream);
    operations.add(pool);
    TensorShape pixels = stream.shape();
    steps.put("pool", steps.get(stream.name()) / (pixels.height() * pixels.width()));
    Layer layer = backbone.classifier();
    quantize(layer.name(), term(pool.output(), inputStep(layer.name())));
    convolve(layer.name());
    QuantizedLayer classifier = source.layer(layer.name());
    double step =
        IntStream.range(0, backbone.classes())
            .mapToDouble(classifier::accumulatorStep)
            .max()
            .orElseThrow();
    IntegerTensor logits =
        new IntegerTensor(IntegerNetwork.LOGITS, layer.output(), CodeRange.INT32);
    operations.add(new Rescale(logits, List.of(accumulators(layer.name(), step))));
    steps.put(logits.name(), step);
  }

  private IntegerTensor stream(String name, TensorShape shape, int boundary, Term... terms) {
    IntegerTensor stream = new IntegerTensor(name + ".output", shape, CodeRange.STREAM);
    operations.add(new Rescale(stream, List.of(terms)));
    steps.put(stream.name(), (double) source.streamStep(boundary));
    return stream;
  }

  private void quantize(String layer, Term term) {
    QuantizedLayer reader = source.layer(layer);
    CodeRange range = CodeRange.unsigned(reader.bits().activationBits());
    IntegerTensor codes = new IntegerTensor(inputOf(layer), reader.layer().input(), range);
    operations.add(new Rescale(codes, List.of(term)));
    steps.put(codes.name(), inputStep(layer));
  }

  private void convolve(String layer) {
    convolve(layer, inputOf(layer));
  }

  private void convolve(String name, String input) {
    QuantizedLayer layer = source.layer(name);
    operations.add(
        new Convolution(
            input, layer.layer(), layer.bits().weightBits(), layer.weights(), layer.bias()));
  }

  private Term term(IntegerTensor tensor, double step) {
    return new Term(tensor.name(), List.of(DyadicScale.of(steps.get(tensor.name()) / step)));
  }

  private Term accumulators(String layer) {
    return accumulators(layer, source.streamStep(0));
  }

  private Term accumulators(String layer, String reader) {
    return accumulators(layer, inputStep(reader));
  }

  private Term accumulators(String name, double step) {
    QuantizedLayer layer = source.layer(name);
    double[] factors =
        IntStream.range(0, layer.bias().length)
            .mapToDouble(channel -> layer.accumulatorStep(channel) / step)
            .toArray();
    return new Term(name, DyadicScale.withOneShift(factors));
  }

  private double inputStep(String layer) {
    return source.layer(layer).inputStep();
  }

  private static String inputOf(String layer) {
    return layer + ".input";
  }
}
