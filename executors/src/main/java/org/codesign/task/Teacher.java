package org.codesign.task;

import java.io.IOException;
import java.util.Optional;
import org.codesign.data.Normalization;
import org.codesign.distillation.OpenTeacher;
import org.codesign.engine.NetworkWeights;

/** What blocks and designs learn from. Sent to executors. */
public sealed interface Teacher permits ResidualTeacher, OnnxTeacher {

  /** How it wants its images. */
  Normalization normalization();

  /** The bytes of its parameters. */
  long sizeBytes();

  /** The weights of the block, if it is the teacher's own at this place. */
  Optional<NetworkWeights> own(BlockItem item);

  /** Makes it ready to run. */
  OpenTeacher open() throws IOException;
}
