package org.codesign.task;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.codesign.data.Normalization;
import org.codesign.distillation.OpenTeacher;
import org.codesign.engine.NetworkWeights;
import org.codesign.onnx.CutPoints;
import org.codesign.onnx.CutTeacher;
import org.codesign.onnx.PixelValues;

/**
 * An ONNX network of any structure, cut at the block boundaries. No block is its own.
 *
 * @param store where its file is, in the item {@value #ITEM}
 * @param pixels as the network wants them
 * @param sizeBytes of the constants in it
 */
public record OnnxTeacher(
    ItemStore store, CutPoints cut, PixelValues pixels, Normalization normalization, long sizeBytes)
    implements Teacher {

  /** The item of the network. */
  public static final String ITEM = "model";

  /** The network's file in it. */
  public static final String FILE = "teacher.onnx";

  public OnnxTeacher {
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(cut, "cut");
    Objects.requireNonNull(pixels, "pixels");
    Objects.requireNonNull(normalization, "normalization");
  }

  @Override
  public Optional<NetworkWeights> own(BlockItem item) {
    return Optional.empty();
  }

  @Override
  public OpenTeacher open() throws IOException {
    return new CutTeacher(store.read(ITEM, FILE), cut, pixels, normalization);
  }
}
