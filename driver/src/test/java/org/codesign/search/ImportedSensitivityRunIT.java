package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.codesign.config.ConfigurationException;
import org.codesign.data.DataException;
import org.codesign.report.HeadlessChromium;
import org.codesign.search.SensitivityRequest.Data;
import org.codesign.search.SensitivityRequest.Part;
import org.codesign.search.SensitivityRequest.Probing;
import org.codesign.sensitivity.HutchinsonTrace.Grouping;
import org.codesign.sensitivity.LossKind;
import org.codesign.store.ParquetTable;
import org.codesign.store.RunConflictException;
import org.codesign.store.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class ImportedSensitivityRunIT {

  private static final Set<Part> ALL = EnumSet.of(Part.ACTIVATIONS, Part.DATA_FREE, Part.MEASURED);

  /** Kept: Chromium may still be writing its profile when a test ends. */
  @TempDir(cleanup = CleanupMode.NEVER)
  private Path folder;

  private final SmokeSearch.Heard heard = new SmokeSearch.Heard();
  private JavaSparkContext spark;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve("model"), "a network");
    write("images", 0x803, 90, new int[] {90, 3, 4}, 256);
    write("labels", 0x801, 90, new int[] {90}, FakeNetwork.CLASSES);
    spark = spark(2);
  }

  @AfterEach
  void stop() {
    spark.close();
  }

  private static JavaSparkContext spark(int threads) {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local[" + threads + "]")
            .setAppName("sensitivity")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrator", FakeNetworkRegistrator.class.getName())
            .set("spark.kryo.registrationRequired", "true"));
  }

  private void write(String name, int magic, int seed, int[] sizes, int limit) throws IOException {
    int count = 1;
    for (int size : sizes) {
      count *= size;
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + count);
    bytes.putInt(magic);
    for (int size : sizes) {
      bytes.putInt(size);
    }
    SplittableRandom random = new SplittableRandom(seed);
    while (bytes.hasRemaining()) {
      bytes.put((byte) random.nextInt(limit));
    }
    Files.write(folder.resolve(name), bytes.array());
  }

  private SensitivityRequest request(int probes, double tolerance, Set<Part> parts) {
    return new SensitivityRequest(
        folder.resolve("model").toString(),
        Optional.empty(),
        LossKind.TASK,
        Optional.of(
            new Data(
                List.of(folder.resolve("images").toString(), folder.resolve("labels").toString()),
                "",
                72)),
        Optional.empty(),
        32,
        List.of(8, 2, 4),
        5,
        new Probing(probes, tolerance, 2, 3, Optional.of(Grouping.ALL_LAYERS)),
        parts);
  }

  private SensitivityResult run(SensitivityRequest request, String name) {
    return run(request, FakeNetwork.Opener.STANDARD, name);
  }

  private SensitivityResult run(
      SensitivityRequest request, FakeNetwork.Opener opener, String name) {
    return new ImportedSensitivityRun(request, opener, spark, heard, Map.of())
        .run(new org.apache.hadoop.fs.Path(folder.resolve(name).toUri()));
  }

  /** What was found, without what clocks say. */
  private JsonNode found(String name) throws IOException {
    JsonNode tree =
        new ObjectMapper().readTree(folder.resolve(name).resolve("sensitivity.json").toFile());
    tree.get("layers").forEach(layer -> ((ObjectNode) layer).remove("seconds"));
    return tree;
  }

  @Test
  void moreProbesContinueAndThreadsChangeNothing() throws IOException {
    run(request(9, 0, ALL), "grown");
    heard.stages.clear();
    run(request(20, 0, ALL), "grown");
    // Of 3 blocks of probes and 3 shards, the first block is there; nothing else is computed anew.
    assertThat(heard.stages)
        .contains("probes 3/9", "eigenvalues 8/8", "measurements 9/9", "divergences 11/11");
    spark.close();
    spark = spark(1);
    run(request(20, 0, ALL), "fresh");
    assertThat(found("grown")).isEqualTo(found("fresh"));
    heard.stages.clear();
    run(request(20, 0, ALL), "fresh");
    assertThat(heard.stages).contains("probes 9/9").noneMatch(stage -> stage.contains(" 0/"));
  }

  @Test
  void theResultsAreWhatTheNetworkSays() throws IOException {
    SensitivityResult result = run(request(96, 0, ALL), "out");
    SensitivityResult.Layer layer = result.layers().get(0);
    // tr H = sum over images, classes and pixels of p (1 - p) x^2 / N.
    double exact = exactTrace();
    var trace = layer.weights().orElseThrow().trace();
    assertThat(trace.trace()).isCloseTo(exact, within(3 * trace.standardError()));
    double error = layer.weights().orElseThrow().squaredErrors().get(4);
    assertThat(layer.weights().orElseThrow().omega().get(4))
        .isCloseTo(trace.trace() / 120 * error, within(1e-12));
    assertThat(layer.eigenvalues()).hasSize(2);
    assertThat(layer.eigenvalues().get(0).value())
        .isBetween(layer.eigenvalues().get(1).value(), exact);
    assertThat(layer.weightsMeasured().get(2).divergence())
        .isGreaterThan(layer.weightsMeasured().get(8).divergence());
    assertThat(layer.distilledDivergence().get(2))
        .isGreaterThan(layer.distilledDivergence().get(8));
    assertThat(result.eightBits()).containsOnlyKeys("data", "distilled");
    assertThat(result.eightBits().get("data").divergence()).isLessThan(0.01);
    assertThat(result.frontier()).isNotEmpty();
    assertThat(result.frontier().get(0).bits()).containsExactly(2, 2);
    assertThat(result.rankCorrelations())
        .extracting(SensitivityResult.RankCorrelation::of)
        .contains("omega and measured loss", "data-free and measured divergence");
    Table table =
        new ParquetTable(spark.hadoopConfiguration())
            .read(new org.apache.hadoop.fs.Path(folder.resolve("out/sensitivity.parquet").toUri()));
    assertThat(table.require(SensitivityOutput.SCHEMA).rows()).hasSize(12);
  }

  private double exactTrace() {
    try (var network = FakeNetwork.Opener.STANDARD.open(spark.hadoopConfiguration())) {
      double sum = 0;
      for (int shard = 0; shard < 3; shard++) {
        float[] unit = new float[120];
        images(shard).run(network.curvature());
        for (int i = 0; i < 120; i++) {
          float[][] direction = {unit.clone(), null};
          direction[0][i] = 1;
          float[][] into = {new float[120], null};
          network.curvature().addHessianProduct(direction, into);
          sum += into[0][i];
        }
      }
      return sum / 72;
    }
  }

  /** The shard as its files in the run directory say. */
  private org.codesign.sensitivity.ImageShard images(int shard) {
    try {
      Path place = folder.resolve("out/images/shard-%05d".formatted(shard));
      byte[] pixels = Files.readAllBytes(place.resolve("pixels.u8"));
      ByteBuffer labels = ByteBuffer.wrap(Files.readAllBytes(place.resolve("labels.i32")));
      float[] values = new float[pixels.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (((pixels[i] & 0xff) / 255.0 - 0.5) / 0.5);
      }
      int[] numbers = new int[labels.remaining() / 4];
      labels.asIntBuffer().get(numbers);
      return new org.codesign.sensitivity.ImageShard(values, numbers);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aToleranceEndsProbingEarly() {
    SensitivityResult result = run(request(4000, 0.2, Set.of()), "early");
    assertThat(result.probes()).isBetween(8, 400);
    assertThat(result.probes() % SensitivityItems.PROBES).isZero();
    assertThat(result.layers())
        .allSatisfy(
            layer -> {
              var trace = layer.weights().orElseThrow().trace();
              assertThat(trace.standardError()).isLessThan(0.2 * trace.trace());
            });
  }

  @Test
  void withoutDataTheDivergenceIsTheScore() throws IOException {
    SensitivityRequest asked = request(8, 0, EnumSet.of(Part.DATA_FREE));
    SensitivityRequest without =
        new SensitivityRequest(
            asked.model(),
            asked.input(),
            asked.loss(),
            Optional.empty(),
            Optional.empty(),
            32,
            asked.bits(),
            5,
            asked.probing(),
            asked.parts());
    run(without, "free");
    JsonNode layer = found("free").get("layers").get(0);
    assertThat(layer.has("trace")).isFalse();
    assertThat(layer.get("omega")).isEqualTo(layer.get("dataFreeDivergence"));
  }

  @Test
  void anotherRequestOnTheSameFolderIsRefused() {
    run(request(8, 0, Set.of()), "kept");
    assertThatThrownBy(() -> run(request(8, 0, Set.of(Part.FOLDED)), "kept"))
        .isInstanceOf(RunConflictException.class)
        .hasMessageContaining("fold-batch-norm: false -> true");
  }

  @Test
  void whatCannotBeMeasuredIsSaidInOneLine() throws IOException {
    SensitivityRequest asked = request(8, 0, EnumSet.of(Part.DATA_FREE));
    String model = asked.model();
    assertThatThrownBy(() -> run(asked, new FakeNetwork.Opener(Float.NaN, ""), "no"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The weight 0 (NaN) of the layer square<b> of %s must be a finite number."
                .formatted(model));
    assertThatThrownBy(() -> run(asked, new FakeNetwork.Opener(0, ""), "no"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The network %s has no batch normalisation, whose statistics --data-free needs."
                .formatted(model));
    write("labels", 0x801, 90, new int[] {90}, 200);
    assertThatThrownBy(() -> run(asked, "no"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("must be below the classes (10) of the network");
    write("labels", 0x801, 90, new int[] {9}, 10);
    write("images", 0x803, 90, new int[] {9, 3, 4}, 256);
    assertThatThrownBy(() -> run(asked, "few"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("The images (9) of")
        .hasMessageContaining("must be at least --images (72).");
    write("images", 0x803, 90, new int[] {9, 4, 4}, 256);
    assertThatThrownBy(
            () ->
                new SensitivityImages(
                        new SensitivityRequest(
                            model,
                            Optional.empty(),
                            LossKind.TASK,
                            Optional.of(new Data(asked.data().orElseThrow().paths(), "", 9)),
                            Optional.empty(),
                            9,
                            List.of(4),
                            1,
                            asked.probing(),
                            Set.of()),
                        FakeNetwork.Opener.STANDARD.open(spark.hadoopConfiguration()).facts(),
                        spark.hadoopConfiguration())
                    .store(
                        StageItems.of(
                            new org.codesign.store.StageFolder(
                                new org.apache.hadoop.fs.Path(folder.resolve("s").toUri()),
                                spark.hadoopConfiguration())),
                        heard))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("but the network");
  }

  @Test
  void twoChannelsOfNormalizationForOneAreRefused() {
    SensitivityRequest asked = request(8, 0, Set.of());
    SensitivityRequest wrong =
        new SensitivityRequest(
            asked.model(),
            asked.input(),
            asked.loss(),
            asked.data(),
            Optional.of(new org.codesign.data.Normalization(List.of(0.5, 0.5), List.of(0.5, 0.5))),
            32,
            asked.bits(),
            5,
            asked.probing(),
            asked.parts());
    assertThatThrownBy(() -> run(wrong, "n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--normalization: 2 channels, but the network");
  }

  @Test
  void theReportIsDrawn() throws Exception {
    Optional<HeadlessChromium> chromium = HeadlessChromium.find();
    assumeTrue(chromium.isPresent(), HeadlessChromium.MISSING);
    run(request(16, 0, ALL), "drawn");
    String dom = chromium.get().load(folder.resolve("drawn/report.html"), folder);
    assertThat(HeadlessChromium.rootData(dom, "error")).isEmpty();
    assertThat(HeadlessChromium.rootData(dom, "ready")).contains("true");
    assertThat(dom).contains("square&lt;b&gt;", "data-free and measured divergence");
  }
}
