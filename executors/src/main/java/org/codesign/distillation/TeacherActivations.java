package org.codesign.distillation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.engine.Activations;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.NativeArrays;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Network;
import org.codesign.network.TensorShape;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs the teacher over a shard of images and writes its activations at every block boundary. */
public final class TeacherActivations {

  private static final int BATCH = 64;

  private final Network network;
  private final ComputationGraph graph;

  public TeacherActivations(Network network, NetworkWeights weights) {
    this.network = network;
    this.graph = Graphs.network(network, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(graph, "", network.weightedLayers(), weights);
  }

  /** The folder of a boundary: 0 is what enters the first block, i what leaves the i-th. */
  public static Path boundaryFolder(Path root, int boundary) {
    return new Path(root, "boundary-%02d".formatted(boundary));
  }

  /** Writes one shard of the first images, {@link ActivationStore#SHARD_IMAGES} each. */
  public void writeShard(ImageBatches images, int total, int shard, Path root, Configuration hadoop)
      throws IOException {
    int first = shard * ActivationStore.SHARD_IMAGES;
    int count = Math.min(ActivationStore.SHARD_IMAGES, total - first);
    List<ActivationShard.Writer> writers = new ArrayList<>();
    try {
      for (int boundary = 0; boundary <= network.blocks().size(); boundary++) {
        Path path = ActivationStore.shardPath(boundaryFolder(root, boundary), shard);
        writers.add(new ActivationShard.Writer(path, hadoop, shape(boundary), count));
      }
      for (int done = 0; done < count; done += BATCH) {
        INDArray batch = images.load(first + done, Math.min(BATCH, count - done));
        List<float[]> activations = Activations.boundaries(graph, network, batch);
        NativeArrays.free(batch);
        for (int boundary = 0; boundary < writers.size(); boundary++) {
          writers.get(boundary).append(activations.get(boundary));
        }
      }
    } finally {
      for (ActivationShard.Writer writer : writers) {
        writer.close();
      }
    }
  }

  private TensorShape shape(int boundary) {
    return boundary == 0
        ? network.backbone().stem().output()
        : network.backbone().blocks().get(boundary - 1).output();
  }
}
