package org.codesign.benchmarks.libtorch;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch's exact products with the Hessian: the gradient is made with its own graph, and the
 * gradient of its product with a direction is the product with the Hessian. The loss is the sum of
 * the images' cross-entropies. The only argument is a file of the network and the images; each line
 * on standard input is a command, whose answer is a number, milliseconds where a time is asked for:
 *
 * <pre>
 *   layout nchw|channels-last     reads the file
 *   batch FIRST COUNT             the images from now on
 *   gradient                      time of a gradient with respect to all weights
 *   keep                          time of a gradient whose graph is kept for products
 *   signs LAYER|all SEED          the direction of products: random signs of these layers
 *   direction FILE                the direction of products: of all layers, from a file
 *   product                       time of a product, with the graph that is kept
 *   once                          time of a gradient of the directed layers and a product
 *   quadratic LAYER|all           z' H z of the last product, of one layer's part or of all
 *   write FILE                    the last product
 *   eigenvalue LAYER SEED BATCH   the top eigenvalue for a layer, of the mean over all images
 * </pre>
 */
public final class HessianPeer {

  private static final BoolOptional KEPT = new BoolOptional(true);
  private static final BoolOptional GIVEN_UP = new BoolOptional(false);
  private static final int MOST_ITERATIONS = 100;
  private static final double TOLERANCE = 1e-4;

  private final Path file;
  private boolean channelsLast;
  private PeerResNet network;
  private TensorVector weights;
  private Tensor images;
  private Tensor labels;
  private Tensor chosenImages;
  private Tensor chosenLabels;
  private PointerScope keptScope;
  private TensorVector kept;
  private final List<Integer> chosen = new ArrayList<>();
  private final List<Tensor> directions = new ArrayList<>();
  private final List<Tensor> products = new ArrayList<>();

  private HessianPeer(Path file) {
    this.file = file;
  }

  /** Answers lines until there are no more. */
  public static void main(String[] args) throws Exception {
    torch.set_num_threads(1);
    HessianPeer peer = new HessianPeer(Path.of(args[0]));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(peer.answer(line.split(" ")));
    }
  }

  private double answer(String[] words) throws IOException {
    switch (words[0]) {
      case "layout" -> open("channels-last".equals(words[1]));
      case "batch" -> choose(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "signs" -> draw(words[1], Long.parseLong(words[2]));
      case "direction" -> read(Path.of(words[1]));
      case "write" -> write(Path.of(words[1]));
      case "gradient" -> {
        return time(
            () -> {
              try (PointerScope scope = new PointerScope()) {
                torch.grad(loss(), weights, new TensorVector(), GIVEN_UP, false, false);
              }
            });
      }
      case "keep" -> {
        return time(this::keep);
      }
      case "product" -> {
        return time(() -> multiply(KEPT));
      }
      case "once" -> {
        return time(
            () -> {
              keepChosen();
              multiply(GIVEN_UP);
              drop();
            });
      }
      case "quadratic" -> {
        return quadratic(words[1]);
      }
      case "eigenvalue" -> {
        return eigenvalue(words[1], Long.parseLong(words[2]), Integer.parseInt(words[3]));
      }
      default -> throw new IllegalArgumentException("The command " + words[0] + " is unknown.");
    }
    return 0;
  }

  private static double time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private void open(boolean last) throws IOException {
    channelsLast = last;
    drop();
    clear(products);
    clear(directions);
    try (DataInputStream in = PeerArrays.open(file)) {
      network = new PeerResNet(in, last);
      weights = network.weights();
      int count = in.readInt();
      images = PeerNetwork.inLayout(PeerArrays.floats(in, count, 3, 32, 32), last);
      long[] classes = new long[count];
      for (int i = 0; i < count; i++) {
        classes[i] = in.readInt();
      }
      labels = torch.tensor(classes);
    }
  }

  private void choose(int first, int count) {
    drop();
    chosenImages = PeerNetwork.inLayout(images.narrow(0, first, count), channelsLast);
    chosenLabels = labels.narrow(0, first, count);
  }

  private TensorVector loss() {
    Tensor loss =
        torch.cross_entropy_loss(
            network.logits(chosenImages), chosenLabels, new TensorOptional(), 2, -100, 0);
    return new TensorVector(loss);
  }

  private void keep() {
    drop();
    keptScope = new PointerScope();
    kept = torch.grad(loss(), weights, new TensorVector(), KEPT, true, false);
  }

  /** As a user does who wants one layer alone. */
  private void keepChosen() {
    drop();
    keptScope = new PointerScope();
    TensorVector inputs = new TensorVector();
    chosen.forEach(i -> inputs.push_back(weights.get(i)));
    TensorVector gradients = torch.grad(loss(), inputs, new TensorVector(), KEPT, true, false);
    kept = new TensorVector(weights.size());
    for (int i = 0; i < chosen.size(); i++) {
      kept.put(chosen.get(i), gradients.get(i));
    }
  }

  private void drop() {
    if (keptScope != null) {
      keptScope.close();
      keptScope = null;
    }
  }

  private void draw(String layer, long seed) {
    torch.manual_seed(seed);
    clear(directions);
    chosen.clear();
    try (PointerScope scope = new PointerScope()) {
      for (int i = 0; i < weights.size(); i++) {
        if ("all".equals(layer) || i == network.index(layer)) {
          chosen.add(i);
          Tensor bits = torch.rand_like(weights.get(i)).ge(new Scalar(0.5));
          Tensor signs = bits.to(torch.ScalarType.Float).mul(new Scalar(2)).sub(new Scalar(1));
          directions.add(signs.retainReference());
        }
      }
    }
  }

  private void read(Path from) throws IOException {
    clear(directions);
    chosen.clear();
    try (DataInputStream in = PeerArrays.open(from);
        PointerScope scope = new PointerScope()) {
      for (int i = 0; i < weights.size(); i++) {
        chosen.add(i);
        Tensor weight = weights.get(i);
        Tensor values = PeerArrays.floats(in, weight.sizes().vec().get());
        Tensor laid = weight.dim() == 4 ? PeerNetwork.inLayout(values, channelsLast) : values;
        directions.add(laid.retainReference());
      }
    }
  }

  private void multiply(BoolOptional retain) {
    clear(products);
    try (PointerScope scope = new PointerScope()) {
      TensorVector outputs = new TensorVector();
      TensorVector inputs = new TensorVector();
      TensorVector given = new TensorVector();
      for (int i = 0; i < chosen.size(); i++) {
        outputs.push_back(kept.get(chosen.get(i)));
        inputs.push_back(weights.get(chosen.get(i)));
        given.push_back(directions.get(i));
      }
      TensorVector result = torch.grad(outputs, inputs, given, retain, false, false);
      for (int i = 0; i < chosen.size(); i++) {
        Tensor product = new Tensor(result.get(i));
        products.add(product.retainReference());
      }
    }
  }

  private void write(Path to) throws IOException {
    try (DataOutputStream out = PeerArrays.create(to)) {
      for (Tensor product : products) {
        PeerArrays.write(product, out);
      }
    }
  }

  private double quadratic(String layer) {
    double sum = 0;
    for (int i = 0; i < chosen.size(); i++) {
      if ("all".equals(layer) || chosen.get(i) == network.index(layer)) {
        sum += dot(products.get(i), directions.get(i));
      }
    }
    return sum;
  }

  private static double dot(Tensor a, Tensor b) {
    return a.to(torch.ScalarType.Double).mul(b.to(torch.ScalarType.Double)).sum().item_double();
  }

  /** Power iteration until the Rayleigh quotient moves by less than the tolerance. */
  private double eigenvalue(String layer, long seed, int batch) {
    // A graph that is kept would take along what is made while it is open.
    drop();
    draw(layer, seed);
    long count = images.size(0);
    double value = 0;
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      Tensor v = directions.get(0);
      Tensor unit = v.div(new Scalar(Math.sqrt(dot(v, v))));
      directions.set(0, unit);
      Tensor sum = torch.zeros_like(unit);
      for (int first = 0; first < count; first += batch) {
        choose(first, (int) Math.min(batch, count - first));
        keepChosen();
        multiply(GIVEN_UP);
        // The graph's scope would take it along.
        sum = sum.add(products.get(0)).retainReference();
        drop();
      }
      double quotient = dot(unit, sum) / count;
      if (Math.abs(quotient - value) <= TOLERANCE * Math.abs(quotient)) {
        return quotient;
      }
      value = quotient;
      directions.set(0, sum);
    }
    return value;
  }

  private static void clear(List<Tensor> tensors) {
    tensors.forEach(Tensor::close);
    tensors.clear();
  }
}
