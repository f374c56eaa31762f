package org.codesign.config;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.Optional;

/** The rules that tie keys of different sections to each other. */
final class ConfigRules {

  private final ConfigProblems problems;

  ConfigRules(ConfigProblems problems) {
    this.problems = problems;
  }

  void check(DataConfig data, TeacherConfig teacher, SpaceConfig space, StagesConfig stages) {
    teacher.onnx().ifPresent(onnx -> checkBoundaries(onnx.boundaries().size(), space));
    if (teacher.weights().isPresent() && data.normalization().isPresent()) {
      problems.add(
          "data.means",
          "is not for teacher.weights, whose manifest says how images are normalised");
    }
    BlocksConfig blocks = stages.blocks();
    int trained = blocks.images();
    notAbove("blocks.batch", blocks.training().batch(), "blocks.images", trained);
    notAbove("sensitivity.images", stages.sensitivity().images(), "blocks.images", trained);
    FinalistsConfig finalists = stages.finalists();
    int batch = finalists.training().batch();
    finalists.images().ifPresent(it -> notAbove("finalists.batch", batch, "finalists.images", it));
    Optional<Integer> limit = data.train().limit();
    if (limit.isPresent()) {
      checkLimit(limit.get(), blocks);
      notAbove("teacher.batch", teacher.training().batch(), "data.train.limit", limit.get());
      if (finalists.images().isEmpty()) {
        notAbove("finalists.batch", batch, "data.train.limit", limit.get());
      } else {
        notAbove("finalists.images", finalists.images().get(), "data.train.limit", limit.get());
      }
    }
  }

  private void checkBoundaries(int count, SpaceConfig space) {
    int positions = space.stages().stream().mapToInt(stage -> stage.blocks().size()).sum();
    if (count != positions + 1) {
      problems.add(
          "teacher.boundaries",
          "%d tensors - must be %d, what enters the first of the space's %d positions and what leaves each"
              .formatted(count, positions + 1, positions));
    }
  }

  private void checkLimit(int limit, BlocksConfig blocks) {
    if ((long) blocks.images() + blocks.heldOutImages() > limit) {
      problems.addValue(
          "blocks.images",
          IntNode.valueOf(blocks.images()),
          "with blocks.held-out-images (%d) must not exceed data.train.limit (%d)"
              .formatted(blocks.heldOutImages(), limit));
    }
  }

  private void notAbove(String path, int value, String limitPath, int limit) {
    if (value > limit) {
      problems.addValue(
          path, IntNode.valueOf(value), "must not exceed " + limitPath + " (" + limit + ")");
    }
  }
}
