package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.codesign.config.FrontConfig;
import org.codesign.config.FrontObjective;
import org.codesign.config.LimitsConfig;
import org.codesign.data.Normalization;
import org.codesign.hardware.AcceleratorSpace;
import org.codesign.hardware.BatchSpace;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.Layer;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.onnx.CutPoints;
import org.codesign.onnx.ModelFile;
import org.codesign.onnx.PixelValues;
import org.codesign.pareto.KnownFront;
import org.codesign.pareto.ParetoFront;
import org.codesign.profile.DeviceProfile;
import org.codesign.sensitivity.LossKind;
import org.codesign.space.BitSpace;
import org.codesign.space.Position;
import org.codesign.task.FinalistRecord;
import org.codesign.task.OnnxTeacher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the front stage sends over Spark survives Kryo with registration required. */
class SearchRegistratorTest {

  private final SerializerInstance serializer =
      new KryoSerializer(
              new SparkConf()
                  .set("spark.kryo.registrator", SearchRegistrator.class.getName())
                  .set("spark.kryo.registrationRequired", "true"))
          .newInstance();

  @Test
  void anOnnxTeacherComesBackEqual() {
    OnnxTeacher teacher =
        new OnnxTeacher(
            new StageItems("runs/a/teacher"),
            new CutPoints(
                "image",
                1,
                List.of("a"),
                "logits",
                List.of(TensorShape.image(4, 8, 8), TensorShape.vector(10))),
            PixelValues.BYTE,
            new Normalization(List.of(0.5), List.of(0.25)),
            1234);
    assertThat(roundTrip(teacher)).isEqualTo(teacher);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zu3eg", "t4"})
  void theContextOfTheFrontComesBackEqual(String device) {
    AcceleratorSpace accelerators =
        device.equals("t4")
            ? new BatchSpace(List.of(1, 8))
            : JointSpaces.engines(List.of(8), List.of(8), List.of(0, 8), List.of(200));
    TensorShape image = TensorShape.image(1, 8, 8);
    Layer stem = Layer.convolution("stem", image, 4, Window.same(3, 1));
    BlockGeometry geometry = BlockGeometry.of(stem.output(), 4, 1);
    Position position = new Position("p", geometry, List.of(new Skip()));
    FrontTask.Context context =
        new FrontTask.Context(
            new Backbone(image, stem, List.of(geometry), 10),
            List.of(
                new PositionScore(
                    position, List.of(new OperatorScore(new Skip(), 0.5, List.of())))),
            BitSpace.product(List.of(4), List.of(8), BitSpace.Granularity.BLOCK),
            target(device, accelerators),
            new FrontConfig(List.of(FrontObjective.LOSS, FrontObjective.SIZE), 10));
    assertThat(roundTrip(context)).isEqualTo(context);
  }

  private static Target target(String device, AcceleratorSpace accelerators) {
    DeviceProfile profile = DeviceProfile.read(device, new Configuration());
    LimitsConfig limits =
        new LimitsConfig(
            Optional.of(1.0),
            Optional.empty(),
            Optional.empty(),
            Optional.of(5L),
            Optional.empty(),
            Optional.empty());
    return new Target(
        profile.device(), accelerators, limits, profile.calibration(), profile.measured());
  }

  @Test
  void aPartOfAFrontComesBackEqual() {
    long payload = FrontPart.payload(3, 2);
    FrontPart part =
        new FrontPart(
            ParetoFront.of(2, new long[] {1, 2}, new long[] {payload}),
            Map.of(payload, new long[] {7, 8}),
            Optional.of(new FrontPart.Miss(1.5, 3, "too tight")));
    FrontPart found = roundTrip(part);
    assertThat(found.front()).isEqualTo(part.front());
    assertThat(found.accelerator(0)).isEqualTo(3);
    assertThat(found.choices(0)).containsExactly(7, 8);
    assertThat(found.miss()).isEqualTo(part.miss());
  }

  @Test
  void whatIsKnownOfAFrontComesBackEqual() {
    ParetoFront points = ParetoFront.of(2, new long[] {1, 2}, new long[] {7});
    KnownFront known = new KnownFront(points, List.of(1L, Long.MIN_VALUE));
    assertThat(roundTrip(known)).isEqualTo(known);
  }

  @Test
  void theCheapestAcceleratorsComeBackEqual() {
    Target target =
        JointSpaces.target(
            JointSpaces.engines(List.of(4, 8), List.of(8), List.of(16), List.of(200)),
            JointSpaces.limits(Optional.empty(), Optional.empty(), Optional.empty()));
    BitSpace bits = BitSpace.product(List.of(4), List.of(8), BitSpace.Granularity.BLOCK);
    FrontTask.Context context =
        JointSpaces.context(
            1, 2, bits, target, List.of(FrontObjective.LOSS, FrontObjective.LATENCY), 1);
    CheapestAccelerators cheapest = CheapestAccelerators.of(context, target.usable());
    assertThat(roundTrip(cheapest).accelerators()).containsExactly(cheapest.accelerators());
    assertThat(roundTrip(cheapest).merge(cheapest).accelerators())
        .containsExactly(cheapest.accelerators());
  }

  @Test
  void storesComeBackEqual() {
    StageItems items = new StageItems("file:/run/blocks");
    assertThat(roundTrip(items)).isEqualTo(items);
  }

  @Test
  void resultsOfItemsComeBackEqual() {
    ItemResult<FinalistRecord> computed = ItemResult.of(new FinalistRecord("a", 0.1, 0.2, 0.3, ""));
    assertThat(roundTrip(computed)).isEqualTo(computed);
    ItemResult<FinalistRecord> failed = ItemResult.missing("no memory");
    assertThat(roundTrip(failed)).isEqualTo(failed);
  }

  @Test
  void modelFilesComeBackEqual() {
    ModelFile file =
        new ModelFile(
            "file:/networks/a.onnx",
            true,
            LossKind.DISTILLATION,
            Optional.of(TensorShape.image(3, 32, 32)));
    assertThat(roundTrip(file)).isEqualTo(file);
  }

  private <T> T roundTrip(T value) {
    scala.reflect.ClassTag<T> tag = scala.reflect.ClassTag$.MODULE$.apply(value.getClass());
    return serializer.deserialize(serializer.serialize(value, tag), tag);
  }
}
