package org.codesign.search;

import java.util.Optional;
import org.codesign.sensitivity.NetworkOpener;

/** A kind of model file. */
@FunctionalInterface
interface NetworkFormat {

  /** The opener of the request's model, if its file is of this kind. */
  Optional<NetworkOpener> recognise(SensitivityRequest request);
}
