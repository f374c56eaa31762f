package org.codesign.config;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.codesign.config.BlockConfig.ListedOperator;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.space.BitSpace;
import org.codesign.space.Position;
import org.codesign.space.SearchSpace;

/**
 * The software half of the search space as written. The images decide its shapes, so it becomes a
 * {@link SearchSpace} only when they are known.
 *
 * @param stem the first convolution
 * @param stages the block positions
 * @param bits the bit-widths of the blocks
 * @param source the file, as the user named it, for messages
 */
public record SpaceConfig(StemConfig stem, List<StageConfig> stages, BitSpace bits, String source) {

  public SpaceConfig {
    Objects.requireNonNull(stem, "stem");
    stages = List.copyOf(stages);
    Objects.requireNonNull(bits, "bits");
    Objects.requireNonNull(source, "source");
  }

  /**
   * What all designs share, for images of this shape.
   *
   * @throws ConfigurationException if the stem does not fit the images
   */
  public Backbone backbone(TensorShape image, int classes) {
    ConfigProblems problems = new ConfigProblems(source, Set.of());
    checkStem(image, problems);
    problems.throwIfAny();
    List<BlockGeometry> blocks = geometries(image).stream().flatMap(List::stream).toList();
    return new Backbone(image, stemLayer(image), blocks, classes);
  }

  /**
   * The block positions for images of this shape, named {@code stage1.block1} and so on.
   *
   * @throws ConfigurationException with one line for each operator that does not fit its shapes
   */
  public List<Position> positions(TensorShape image) {
    ConfigProblems problems = new ConfigProblems(source, Set.of());
    checkStem(image, problems);
    List<List<BlockGeometry>> geometries = geometries(image);
    for (int s = 0; s < stages.size(); s++) {
      List<BlockConfig> blocks = stages.get(s).blocks();
      for (int b = 0; b < blocks.size(); b++) {
        String path = "space.stages[" + s + "].blocks[" + b + "]";
        checkOperators(blocks.get(b), geometries.get(s).get(b), path, problems);
      }
    }
    problems.throwIfAny();
    return named(geometries);
  }

  /**
   * The search space for images of this shape and a number of accelerator configurations.
   *
   * @throws ConfigurationException with one line for each operator that does not fit its shapes
   */
  public SearchSpace searchSpace(TensorShape image, int classes, int accelerators) {
    List<Position> positions = positions(image);
    return new SearchSpace(backbone(image, classes), positions, bits, accelerators);
  }

  private Layer stemLayer(TensorShape image) {
    return Layer.convolution(
        "stem", image, stem.channels(), Window.same(stem.kernel(), stem.stride()));
  }

  private void checkStem(TensorShape image, ConfigProblems problems) {
    Operator.kernelMisfit(stem.kernel(), BlockGeometry.of(image, stem.channels(), stem.stride()))
        .ifPresent(
            reason ->
                problems.addValue("space.stem.kernel", IntNode.valueOf(stem.kernel()), reason));
  }

  private List<List<BlockGeometry>> geometries(TensorShape image) {
    TensorShape shape = stemLayer(image).output();
    List<List<BlockGeometry>> geometries = new ArrayList<>();
    for (StageConfig stage : stages) {
      List<BlockGeometry> blocks = new ArrayList<>();
      for (BlockConfig block : stage.blocks()) {
        BlockGeometry geometry = BlockGeometry.of(shape, stage.channels(), block.stride());
        blocks.add(geometry);
        shape = geometry.output();
      }
      geometries.add(blocks);
    }
    return geometries;
  }

  private static void checkOperators(
      BlockConfig block, BlockGeometry geometry, String path, ConfigProblems problems) {
    for (int i = 0; i < block.operators().size(); i++) {
      ListedOperator listed = block.operators().get(i);
      String place = path + ".operators[" + i + "]";
      listed.variants().stream()
          .flatMap(operator -> operator.misfit(geometry).stream())
          .distinct()
          .forEach(reason -> problems.addValue(place, TextNode.valueOf(listed.label()), reason));
    }
  }

  private List<Position> named(List<List<BlockGeometry>> geometries) {
    List<Position> positions = new ArrayList<>();
    for (int s = 0; s < stages.size(); s++) {
      List<BlockConfig> blocks = stages.get(s).blocks();
      for (int b = 0; b < blocks.size(); b++) {
        String name = "stage" + (s + 1) + ".block" + (b + 1);
        positions.add(new Position(name, geometries.get(s).get(b), blocks.get(b).variants()));
      }
    }
    return List.copyOf(positions);
  }
}
