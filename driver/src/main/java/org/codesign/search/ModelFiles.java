package org.codesign.search;

import java.util.List;
import org.codesign.config.ConfigurationException;
import org.codesign.sensitivity.NetworkOpener;

/** How the model file of a request is read. */
public final class ModelFiles {

  private ModelFiles() {}

  /**
   * The opener of a request's model.
   *
   * @throws ConfigurationException if the file is of no kind that is known
   */
  public static NetworkOpener opener(SensitivityRequest request) {
    throw new ConfigurationException(
        List.of("--model: %s is of no kind that can be read".formatted(request.model())));
  }
}
