package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

/** Pairs prepared ahead against the loop that reads, disturbs and uses them one after another. */
class ActivationPairsTest {

  private static final TensorShape INPUT = TensorShape.image(3, 4, 4);
  private static final TensorShape OUTPUT = TensorShape.image(5, 2, 2);
  private static final BlockDistiller.Settings SETTINGS =
      new BlockDistiller.Settings(29, 4, 4, 0.1, 0.05);
  private static final int BATCHES = 7;

  private final ArrayActivations inputs = activations(INPUT, 1);
  private final ArrayActivations targets = activations(OUTPUT, 2);

  private static ArrayActivations activations(TensorShape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) shape.withBatch(40).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return new ArrayActivations(shape, values);
  }

  @Test
  void aWholeTrainingReadsWhatTheLoopReads() throws IOException {
    readsWhatTheLoopReads(0, 4 * BATCHES);
  }

  @Test
  void aLaterRungReadsWhatTheLoopReads() throws IOException {
    readsWhatTheLoopReads(10, 25);
  }

  private void readsWhatTheLoopReads(int start, int end) throws IOException {
    SplittableRandom orders = new SplittableRandom(3);
    SplittableRandom noises = new SplittableRandom(4);
    BlockDistiller.Steps range = new BlockDistiller.Steps(start, end, 4);
    try (ActivationPairs pairs =
            new ActivationPairs(inputs, targets, SETTINGS, range, new SplittableRandom(3));
        ActivationBatch input = new ActivationBatch(inputs, 4);
        ActivationBatch target = new ActivationBatch(targets, 4)) {
      for (int epoch = 0; epoch < 4; epoch++) {
        int[] order = shuffled(orders.split());
        SplittableRandom noise = noises.split();
        for (int batch = 0; batch < BATCHES; batch++) {
          int step = epoch * BATCHES + batch;
          if (step >= start && step < end) {
            input.load(order[batch] * 4);
            input.disturb(0.05, noise);
            target.load(order[batch] * 4);
            ActivationPairs.Pair pair = pairs.next();
            assertThat(pair.read().data().asFloat()).containsExactly(input.values());
            assertThat(pair.wanted().data().asFloat()).containsExactly(target.values());
          }
        }
      }
    }
  }

  private static int[] shuffled(SplittableRandom random) {
    int[] order = new int[BATCHES];
    for (int i = 0; i < BATCHES; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
