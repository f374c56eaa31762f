package org.codesign.onnx;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.codesign.data.DataException;
import org.codesign.network.TensorShape;
import org.codesign.sensitivity.LossKind;
import org.codesign.sensitivity.NetworkOpener;
import org.codesign.sensitivity.OpenNetwork;

/**
 * A model file and how it is to be read. Sent to executors.
 *
 * @param path of any Hadoop file system, as {@link ImportedModel#open} takes it
 * @param folded whether batch normalisation is folded into the weights
 * @param loss whose curvature
 * @param image the shape of an image, where the file leaves it open
 */
public record ModelFile(String path, boolean folded, LossKind loss, Optional<TensorShape> image)
    implements NetworkOpener {

  public ModelFile {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(loss, "loss");
  }

  @Override
  public OpenNetwork open(Configuration hadoop) {
    ImportedModel imported = ImportedModel.open(path, image, hadoop);
    try {
      return new ImportedNetwork(this, imported);
    } catch (IllegalArgumentException e) {
      throw new DataException("The network %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  @Override
  public List<String> companions(Configuration hadoop) {
    return ImportedModel.companions(path, hadoop);
  }
}
