package org.codesign.distillation;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a block reads in each step of its training and what it shall answer, read from the sources
 * and disturbed while the step before trains. In each epoch the batches have a new random order.
 */
final class ActivationPairs implements AutoCloseable {

  private final BlockDistiller.Settings settings;
  private final int batches;
  private final SplittableRandom orders;
  private final SplittableRandom noises;
  private final List<Pair> slots;
  private final Ahead<Pair> ahead;
  private int epochs;
  private int[] order = new int[0];
  private SplittableRandom noise;

  /** A batch of both sides. */
  record Pair(ActivationBatch input, ActivationBatch target) {
    INDArray read() {
      return input.array();
    }

    INDArray wanted() {
      return target.array();
    }
  }

  /**
   * The steps [start, end) of a training; the sources are read by another thread until this is
   * closed.
   *
   * @param orders draws the order of the batches in each epoch
   */
  ActivationPairs(
      ActivationSource inputs,
      ActivationSource targets,
      BlockDistiller.Settings settings,
      BlockDistiller.Steps range,
      SplittableRandom orders) {
    this.settings = settings;
    this.batches = settings.images() / settings.batch();
    this.orders = orders;
    this.noises = new SplittableRandom(range.seed());
    this.noise = noises;
    this.slots = List.of(pair(inputs, targets), pair(inputs, targets));
    this.ahead = new Ahead<>(range.start(), range.end(), this::prepare);
  }

  private Pair pair(ActivationSource inputs, ActivationSource targets) {
    return new Pair(
        new ActivationBatch(inputs, settings.batch()),
        new ActivationBatch(targets, settings.batch()));
  }

  /** On the second thread. */
  private Pair prepare(int step) throws IOException {
    for (; epochs <= step / batches; epochs++) {
      order = shuffled(batches, orders.split());
      noise = noises.split();
    }
    int image = order[step % batches] * settings.batch();
    Pair pair = slots.get(step % 2);
    INDArray unused = pair.input().load(image);
    pair.input().disturb(settings.inputNoise(), noise);
    unused = pair.target().load(image);
    return pair;
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** The next step's pair; the one before it is overwritten. */
  Pair next() throws IOException {
    return ahead.next();
  }

  @Override
  public void close() {
    ahead.close();
    for (Pair pair : slots) {
      pair.input().close();
      pair.target().close();
    }
  }
}
