package org.codesign.data;

import java.net.URI;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files under the scheme fake:, to show that locations go through Hadoop's FileSystem. */
public final class FakeFileSystem extends RawLocalFileSystem {

  @Override
  public URI getUri() {
    return URI.create("fake:///");
  }

  @Override
  public String getScheme() {
    return "fake";
  }
}
