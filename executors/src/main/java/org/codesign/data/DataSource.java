package org.codesign.data;

import java.util.List;

/**
 * Where labelled images are, and in which format. Locations are Hadoop paths with any scheme
 * (file:, hdfs:, s3a:); one without a scheme belongs to the default file system.
 */
public sealed interface DataSource permits IdxSource, CifarBinarySource, ClassFolderSource {

  /** The files, archives or folders that are read, as the user named them. */
  List<String> locations();
}
