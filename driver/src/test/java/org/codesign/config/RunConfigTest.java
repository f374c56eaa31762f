package org.codesign.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.codesign.hardware.EngineSizes;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.network.InvertedResidual;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.quantization.BitWidths;
import org.codesign.space.BitSpace;
import org.junit.jupiter.api.Test;

class RunConfigTest {

  private static final String HASH = "0123456789abcdef".repeat(4);

  private static final String FULL =
      """
      name: full
      seed: 7
      data:
        train: {format: idx, images: a/i.gz, labels: /b/l.gz, limit: 6000, images-sha256: HASH, labels-sha256: HASH}
        test: {format: class-folder, path: hdfs://host/c.tar.gz, path-sha256: HASH, folder: test, limit: 9}
        augment: {flip: true, shift-pixels: 4}
      teacher: {weights: t.zip, epochs: 3, batch: 32, learning-rate: 1e-2, weight-decay: 0, momentum: 0.5}
      space:
        stem: {channels: 8, kernel: 5, stride: 2}
        widths: [0.5, 2]
        stages:
          - {channels: 24, blocks: [{stride: 2, operators: [residual-k3, inverted-k5-e6-w0.25, skip]}]}
        weight-bits: [4, 2]
        activation-bits: [8]
        bits-per: layer
      device: boards/mine.json
      accelerator: {batch: [1, 8]}
      blocks: {images: 100, held-out-images: 50, epochs: 4, batch: 16, learning-rate: 0.1,
        halving: {rungs: 4, factor: 2, margin: 0.25}, warm-start: true, input-noise: 0.05}
      sensitivity: {images: 64, probes: 5}
      limits: {latency-millis: 2.5, energy-microjoules: 10, size-kilobytes: 99.5, lut: 70560, dsp: 360, bram36: 216}
      front: {objectives: [loss, size], maximum-points: 1000}
      finalists: {count: 3, images: 32, epochs: 0, batch: 8, learning-rate: 0.25}
      """
          .replace("HASH", HASH);

  @Test
  void hasDefaults() {
    RunConfig config = ConfigText.read(ConfigText.MINIMAL);
    assertThat(config.name()).isEqualTo("small");
    assertThat(config.seed()).isEqualTo(1);
    assertThat(config.data().augment()).isEqualTo(new AugmentConfig(false, 0));
    assertThat(config.data().train().limit()).isEmpty();
    assertThat(config.teacher())
        .isEqualTo(
            new TeacherConfig(
                Optional.empty(), Optional.empty(), new TrainingConfig(12, 64, 0.05), 5e-4, 0.9));
    assertThat(config.space().stem()).isEqualTo(new StemConfig(16, 3, 1));
    assertThat(config.space().stages().get(0).blocks().get(0).stride()).isEqualTo(1);
    assertThat(config.space().bits())
        .isEqualTo(
            BitSpace.product(List.of(2, 3, 4, 6, 8), List.of(4, 8), BitSpace.Granularity.BLOCK));
    assertThat(config.stages().blocks())
        .isEqualTo(new BlocksConfig(4000, 1000, new TrainingConfig(2, 64, 0.002)));
    assertThat(config.stages().sensitivity()).isEqualTo(new SensitivityConfig(256, 8));
    assertThat(config.stages().front())
        .isEqualTo(new FrontConfig(List.of(FrontObjective.values()), 2_000_000));
    assertThat(config.stages().finalists())
        .isEqualTo(
            new FinalistsConfig(
                8, 1, EvolutionConfig.NONE, Optional.empty(), new TrainingConfig(1, 64, 3e-4)));
    assertThat(config.target().device()).isEqualTo(new DeviceChoice("zu3eg", Optional.empty()));
    assertThat(config.target().limits().dsp()).isEmpty();
  }

  @Test
  void mapsTheDataAndTheTeacher() {
    RunConfig config = ConfigText.read(FULL);
    assertThat(config.name()).isEqualTo("full");
    assertThat(config.seed()).isEqualTo(7);
    assertThat(config.data())
        .isEqualTo(
            new DataConfig(
                new ImageSource.Idx(
                    new InputFile("a/i.gz", new Path("/project/conf/a/i.gz"), Optional.of(HASH)),
                    new InputFile("/b/l.gz", new Path("/b/l.gz"), Optional.of(HASH)),
                    Optional.of(6000)),
                new ImageSource.ClassFolder(
                    new InputFile(
                        "hdfs://host/c.tar.gz",
                        new Path("hdfs://host/c.tar.gz"),
                        Optional.of(HASH)),
                    "test",
                    Optional.of(9)),
                new AugmentConfig(true, 4),
                Optional.empty()));
    assertThat(config.teacher())
        .isEqualTo(
            new TeacherConfig(
                Optional.of(
                    new InputFile("t.zip", new Path("/project/conf/t.zip"), Optional.empty())),
                Optional.empty(),
                new TrainingConfig(3, 32, 0.01),
                0,
                0.5));
  }

  @Test
  void mapsTheSpace() {
    SpaceConfig space = ConfigText.read(FULL).space();
    assertThat(space.stem()).isEqualTo(new StemConfig(8, 5, 2));
    assertThat(space.bits())
        .isEqualTo(
            new BitSpace(
                List.of(new BitWidths(2, 8), new BitWidths(4, 8)), BitSpace.Granularity.LAYER));
    assertThat(space.stages()).hasSize(1);
    assertThat(space.stages().get(0).channels()).isEqualTo(24);
    BlockConfig block = space.stages().get(0).blocks().get(0);
    assertThat(block.stride()).isEqualTo(2);
    assertThat(block.variants())
        .containsExactly(
            new ResidualConvolution(3, 0.5),
            new ResidualConvolution(3, 2),
            new InvertedResidual(5, 6, 0.25),
            new Skip());
  }

  @Test
  void mapsTheTargetAndTheStages() {
    RunConfig config = ConfigText.read(FULL);
    assertThat(config.target().device())
        .isEqualTo(
            new DeviceChoice(
                "boards/mine.json",
                Optional.of(
                    new InputFile(
                        "boards/mine.json",
                        new Path("/project/conf/boards/mine.json"),
                        Optional.empty()))));
    assertThat(config.target().accelerator()).isEqualTo(new AcceleratorKeys.Gpu(List.of(1, 8)));
    assertThat(config.target().limits())
        .isEqualTo(
            new LimitsConfig(
                Optional.of(2.5),
                Optional.of(10.0),
                Optional.of(99.5),
                Optional.of(70560L),
                Optional.of(360L),
                Optional.of(216L)));
    assertThat(config.stages())
        .isEqualTo(
            new StagesConfig(
                new BlocksConfig(
                    100,
                    50,
                    new TrainingConfig(4, 16, 0.1),
                    new HalvingConfig(4, 2, 0.25),
                    true,
                    0.05),
                new SensitivityConfig(64, 5),
                new FrontConfig(List.of(FrontObjective.LOSS, FrontObjective.SIZE), 1000),
                new FinalistsConfig(
                    3, 1, EvolutionConfig.NONE, Optional.of(32), new TrainingConfig(0, 8, 0.25)),
                Optional.empty()));
  }

  @Test
  void readsTheEngineOfAnFpga() {
    assertThat(ConfigText.read(ConfigText.MINIMAL).target().accelerator())
        .isEqualTo(
            new AcceleratorKeys.Fpga(
                new EngineSizes(
                    List.of(new Lanes(16, 8)),
                    List.of(new Lanes(0, 0)),
                    List.of(0, 4, 8, 16, 32, 64),
                    List.of(MultiplierUnit.DSP, MultiplierUnit.LUT),
                    List.of(4, 8),
                    List.of(8),
                    List.of(200))));
  }

  @Test
  void readsCifarFilesInOrder() {
    String train = "{format: idx, images: train-images.gz, labels: train-labels.gz}";
    String cifar =
        "{format: cifar-binary, files: [b.bin, a.bin], files-sha256: [%s, %s]}"
            .formatted(HASH, HASH.replace('0', 'F'));
    assertThat(ConfigText.read(ConfigText.with(train, cifar)).data().train())
        .isEqualTo(
            new ImageSource.CifarBinary(
                List.of(
                    new InputFile("b.bin", new Path("/project/conf/b.bin"), Optional.of(HASH)),
                    new InputFile(
                        "a.bin",
                        new Path("/project/conf/a.bin"),
                        Optional.of(HASH.replace('0', 'f')))),
                Optional.empty()));
  }

  @Test
  void canonicalFormDoesNotDependOnOrderSpellingOrWrittenDefaults() {
    String other =
        "seed: 1\nteacher: {momentum: 9.0e-1, epochs: 12}\nlimits:\n" + ConfigText.MINIMAL;
    assertThat(ConfigText.read(other).canonicalJson())
        .isEqualTo(ConfigText.read(ConfigText.MINIMAL).canonicalJson())
        .startsWith("{\"accelerator\":{\"activation-bits\":[8],")
        .contains("\"momentum\":0.9,")
        .contains("\"weight-decay\":5.0E-4");
  }

  @Test
  void canonicalFormIsItselfAConfigurationWithTheSameMeaning() {
    RunConfig config = ConfigText.read(FULL);
    assertThat(ConfigText.read(config.canonicalJson())).isEqualTo(config);
  }

  @Test
  void namesTheKeysThatDiffer() {
    RunConfig ours =
        ConfigText.read(
            ConfigText.MINIMAL,
            Map.of(
                "teacher.epochs", "20",
                "space.weight-bits", "[2, 8]",
                "space.stages[0].channels", "32",
                "limits.dsp", "100"));
    assertThat(ours.differences(ConfigText.read(ConfigText.MINIMAL).canonicalJson()))
        .containsExactly(
            "limits.dsp: (not set) -> 100",
            "space.stages[0].channels: 16 -> 32",
            "space.weight-bits: [2,3,4,6,8] -> [2,8]",
            "teacher.epochs: 12 -> 20");
    assertThat(ours.differences(ours.canonicalJson())).isEmpty();
  }
}
