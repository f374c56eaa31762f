package org.codesign.store;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;
import org.codesign.data.WholeFile;

/** Files of the run directory as Parquet reads and writes them. */
final class ParquetFiles {

  private ParquetFiles() {}

  static InputFile input(FileSystem files, Path path) {
    return new InputFile() {
      @Override
      public long getLength() throws IOException {
        return files.getFileStatus(path).getLen();
      }

      @Override
      public SeekableInputStream newStream() throws IOException {
        return HadoopStreams.wrap(files.open(path));
      }
    };
  }

  static OutputFile output(FileSystem files, Path path) {
    return new OutputFile() {
      @Override
      public PositionOutputStream create(long blockSizeHint) throws IOException {
        return new ForcedStream(files.create(path, false));
      }

      @Override
      public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        return new ForcedStream(files.create(path, true));
      }

      @Override
      public boolean supportsBlockSize() {
        return false;
      }

      @Override
      public long defaultBlockSize() {
        return 0;
      }
    };
  }

  /** Is forced to the disk before it is closed. */
  private static final class ForcedStream extends PositionOutputStream {

    private final FSDataOutputStream out;

    ForcedStream(FSDataOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return out.getPos();
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
    }

    @Override
    public void write(byte[] values, int offset, int length) throws IOException {
      out.write(values, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      try {
        WholeFile.force(out);
      } finally {
        WholeFile.close(out);
      }
    }
  }
}
