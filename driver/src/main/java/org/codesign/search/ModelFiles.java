package org.codesign.search;

import java.util.List;
import org.codesign.config.ConfigurationException;
import org.codesign.sensitivity.NetworkOpener;

/** The kinds of model files that {@code codesign sensitivity} reads. */
public final class ModelFiles {

  private static final List<NetworkFormat> FORMATS = List.of();

  private ModelFiles() {}

  /**
   * The opener of a request's model.
   *
   * @throws ConfigurationException if the file is of no kind that is known
   */
  public static NetworkOpener opener(SensitivityRequest request) {
    return FORMATS.stream()
        .flatMap(format -> format.recognise(request).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(
                        "--model: %s is of no kind that can be read".formatted(request.model()))));
  }
}
