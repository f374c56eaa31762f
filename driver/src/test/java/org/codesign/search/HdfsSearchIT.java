package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.codesign.cli.Main;
import org.codesign.store.StageFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole of {@code conf/smoke.yaml} on HDFS, whose namenode goes away and whose space ends. */
class HdfsSearchIT {

  private static final int BLOCKS_BEFORE = 2;

  /** Less than a block of HDFS: nothing can be written any more. */
  private static final long FULL_BYTES = 1 << 20;

  @TempDir(cleanup = CleanupMode.NEVER)
  private static Path scratch;

  @Test
  void aSearchOutlivesItsNamenodeAndAFullDisk() throws Exception {
    try (MiniDFSCluster cluster = cluster()) {
      org.apache.hadoop.fs.Path folder =
          new org.apache.hadoop.fs.Path(cluster.getURI() + "/runs/smoke");
      Process process = start(folder);
      awaitBlocks(cluster.getFileSystem(), folder, process);
      cluster.shutdownNameNode(0);

      assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
      List<String> said = Files.readAllLines(scratch.resolve("cut.log"));
      assertThat(process.exitValue()).as(String.join("\n", said)).isEqualTo(2);
      assertThat(said.get(said.size() - 1))
          .startsWith("codesign: ")
          .contains("What is finished is kept: mend that, and start the same command again.");
      assertThat(said).noneMatch(line -> line.startsWith("\tat "));

      cluster.restartNameNode(0, true);
      List<String> kept = finishedBlocks(folder, cluster.getConfiguration(0));
      assertThat(kept).hasSizeGreaterThanOrEqualTo(BLOCKS_BEFORE);
      DistributedFileSystem files = cluster.getFileSystem();
      files.setQuota(folder, HdfsConstants.QUOTA_DONT_SET, FULL_BYTES);
      assertThatThrownBy(
              () -> SmokeSearch.run("local[2]", folder, Map.of(), new SmokeSearch.Heard()))
          .hasStackTraceContaining(
              "cannot be written: The DiskSpace quota of /runs/smoke is exceeded");

      files.setQuota(folder, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
      kept = finishedBlocks(folder, cluster.getConfiguration(0));
      SmokeSearch.Heard heard = new SmokeSearch.Heard();
      SmokeSearch.run("local[2]", folder, Map.of(), heard);
      assertThat(heard.stages).contains("blocks " + kept.size() + "/5");

      Path local = scratch.resolve("local");
      SmokeSearch.run("local[2]", local, Map.of(), new SmokeSearch.Heard());
      assertThat(read(cluster.getFileSystem(), new org.apache.hadoop.fs.Path(folder, "front.csv")))
          .isEqualTo(Files.readAllBytes(local.resolve("front.csv")));
      assertThat(
              cluster.getFileSystem().exists(new org.apache.hadoop.fs.Path(folder, "report.html")))
          .isTrue();
    }
  }

  private static MiniDFSCluster cluster() throws IOException {
    return new MiniDFSCluster.Builder(new Configuration(), scratch.resolve("hdfs").toFile())
        .numDataNodes(1)
        .build();
  }

  /** A search of the command line in a process of its own that gives up on a namenode soon. */
  private static Process start(org.apache.hadoop.fs.Path folder) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Dspark.hadoop.ipc.client.connect.max.retries=1",
            "-Dspark.hadoop.ipc.client.connect.retry.interval=100",
            "-Dlog4j2.configurationFile=" + SmokeSearch.conf().resolve("log4j2-local.properties"),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "search",
            "--config",
            SmokeSearch.conf().resolve("smoke.yaml").toString(),
            "--run",
            folder.toString(),
            "--master",
            "local[1]"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(scratch.resolve("cut.log").toFile())
        .start();
  }

  private static void awaitBlocks(
      FileSystem files, org.apache.hadoop.fs.Path folder, Process process) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (finishedBlocks(folder, files.getConf()).size() < BLOCKS_BEFORE) {
      assertThat(process.isAlive()).isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static List<String> finishedBlocks(
      org.apache.hadoop.fs.Path folder, Configuration hadoop) {
    return new StageFolder(new org.apache.hadoop.fs.Path(folder, "blocks"), hadoop).finishedItems();
  }

  private static byte[] read(FileSystem files, org.apache.hadoop.fs.Path path) throws IOException {
    byte[] bytes = new byte[(int) files.getFileStatus(path).getLen()];
    try (var in = files.open(path)) {
      in.readFully(bytes);
    }
    return bytes;
  }
}
