package org.codesign.benchmarks.libtorch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch's side of the engine benchmark. Each line on standard input names a network, a kind of
 * step, a batch and a layout ({@code resnet20 train 128 nchw}); the answer is a line with the
 * milliseconds that one such step took. Networks are made on their first step. {@code gradients}
 * with a shape and a file writes the gradients of a small network there.
 */
public final class LibtorchPeer {

  private static final long SEED = 1;

  private final Map<String, Case> cases = new HashMap<>();

  private LibtorchPeer() {}

  /** Answers lines until there are no more. */
  public static void main(String[] args) throws Exception {
    torch.set_num_threads(1);
    torch.manual_seed(SEED);
    LibtorchPeer peer = new LibtorchPeer();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ");
      System.out.println("gradients".equals(words[0]) ? gradients(words) : peer.step(words));
    }
  }

  private static int gradients(String[] words) throws IOException {
    String[] shape = Arrays.copyOfRange(words, 1, words.length - 1);
    new PeerGradients(shape).write(Path.of(words[words.length - 1]));
    return 0;
  }

  private double step(String[] words) {
    String key = words[0] + words[2] + words[3];
    Case at =
        cases.computeIfAbsent(
            key, unused -> new Case(words[0], Integer.parseInt(words[2]), words[3]));
    long start = System.nanoTime();
    if ("train".equals(words[1])) {
      at.train();
    } else {
      at.infer();
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /** A network with its optimizer and one batch. */
  private static final class Case {
    private final PeerNetwork network;
    private final SGD optimizer;
    private final Tensor images;
    private final Tensor labels;

    Case(String name, int batch, String layout) {
      boolean channelsLast = "channels-last".equals(layout);
      network = PeerNetwork.of(name, channelsLast);
      SGDOptions options = new SGDOptions(0.01);
      options.momentum().put(0.9);
      optimizer = new SGD(network.parameters(), options);
      images = PeerNetwork.inLayout(torch.randn(batch, 3, 32, 32), channelsLast);
      labels = torch.arange(new Scalar(batch)).remainder(new Scalar(10));
    }

    void train() {
      try (PointerScope scope = new PointerScope()) {
        optimizer.zero_grad();
        torch.cross_entropy_loss(network.logits(images, true), labels).backward();
        optimizer.step();
      }
    }

    void infer() {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        torch.softmax(network.logits(images, false), 1);
      }
    }
  }
}
