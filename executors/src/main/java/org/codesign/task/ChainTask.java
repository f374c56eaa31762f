package org.codesign.task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.distillation.ActivationStore;
import org.codesign.distillation.ChainedBlocks;
import org.codesign.distillation.TeacherActivations;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.BlockStructure;

/**
 * Measures one finished block of each position in a chain: the error after each block. The blocks
 * are given in order, with {@code skip} where no other can be used. Sent to executors.
 */
public final class ChainTask implements Function<List<BlockItem>, List<Double>> {

  private static final long serialVersionUID = 1L;

  private final Broadcast<BlockTask.Context> context;

  public ChainTask(Broadcast<BlockTask.Context> context) {
    this.context = context;
  }

  @Override
  public List<Double> call(List<BlockItem> blocks) throws IOException {
    BlockTask.Context shared = context.value();
    ChainedBlocks chain = new ChainedBlocks();
    List<ActivationStore> boundaries = new ArrayList<>();
    try {
      boundaries.add(open(shared, 0));
      for (BlockItem block : blocks) {
        BlockStructure structure = block.structure();
        NetworkWeights weights =
            structure.isIdentity()
                ? new NetworkWeights(java.util.Map.of())
                : BlockTask.readWeights(shared.store(), block);
        chain.append(block.geometry(), structure, weights);
        boundaries.add(open(shared, block.boundary() + 1));
      }
      return chain.errors(boundaries, shared.settings().images(), shared.settings().batch());
    } finally {
      for (ActivationStore boundary : boundaries) {
        boundary.close();
      }
    }
  }

  private static ActivationStore open(BlockTask.Context shared, int boundary) throws IOException {
    Configuration hadoop = TaskEnvironment.hadoop();
    Path folder = TeacherActivations.boundaryFolder(new Path(shared.activations()), boundary);
    return ActivationStore.open(folder, shared.images(), hadoop);
  }
}
