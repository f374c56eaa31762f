package org.codesign.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.distillation.BlockDistiller;
import org.codesign.distillation.TrainingLadder;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.Operator;
import org.codesign.network.PlainConvolution;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.onnx.CutPoints;
import org.codesign.onnx.PixelValues;
import org.codesign.quantization.BitWidths;
import org.codesign.sensitivity.DistilledImages;
import org.codesign.sensitivity.HutchinsonTrace;
import org.codesign.sensitivity.LayerSensitivity;
import org.codesign.sensitivity.PowerIteration;
import org.codesign.sensitivity.TraceEstimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Everything that crosses Spark survives Kryo with registration required. */
class CodesignRegistratorTest {

  private static final BlockGeometry GEOMETRY = BlockGeometry.of(TensorShape.image(8, 6, 6), 8, 1);

  private final SerializerInstance serializer =
      new KryoSerializer(
              new SparkConf()
                  .set("spark.kryo.registrator", CodesignRegistrator.class.getName())
                  .set("spark.kryo.registrationRequired", "true"))
          .newInstance();

  static Stream<Object> values() {
    List<Operator> operators =
        List.of(
            new ResidualConvolution(3, 0.5),
            new DepthwiseSeparable(5),
            new PlainConvolution(3),
            new InvertedResidual(3, 6, 1),
            new Skip());
    List<BlockItem> blocks =
        operators.stream().map(o -> new BlockItem("stage1.block1", 0, GEOMETRY, o)).toList();
    LayerSensitivity layer =
        new LayerSensitivity(
            "conv1",
            LayerSensitivity.Tensor.WEIGHTS,
            9,
            new TraceEstimate(1.5, 0.1, 8),
            new TreeMap<>(Map.of(4, 0.25, 8, 0.01)));
    return Stream.concat(
        blocks.stream(),
        Stream.of(
            network(),
            new BlockRecord("p", "skip", 0.25, 0.5, 0, 0, ""),
            new RungItem(blocks.get(0), 1, new ResidualConvolution(3, 1)),
            new TrainingLadder(List.of(4, 12)),
            new BlockDistiller.Settings(64, 2, 16, 0.1, 0.05),
            new SensitivityRecord("p", "skip", List.of(layer)),
            new FinalistRecord("d1", 0.1, 0.2, 0.3, ""),
            new Normalization(List.of(0.5), List.of(0.25)),
            new NetworkItem.Probes(LayerSensitivity.Tensor.WEIGHTS, 1, 8, 4),
            new NetworkItem.Eigenvalues(1, 2, 3, 10),
            new NetworkItem.InputRanges(ImageOrigin.DISTILLED),
            new NetworkItem.QuantizedLayer(ImageOrigin.DATA, 1, 2),
            new NetworkItem.EightBits(ImageOrigin.DATA, 1),
            new NetworkItem.Distilled(3),
            new CutPoints(
                "image",
                0,
                List.of("a"),
                "logits",
                List.of(TensorShape.image(8, 6, 6), TensorShape.vector(10))),
            PixelValues.UNIT,
            new ItemFigures("a", List.of(List.of(1.5, 2.5)), 0.25),
            new NetworkSettings(
                TensorShape.image(3, 8, 8),
                new Normalization(List.of(0.5), List.of(0.25)),
                100,
                64,
                7,
                HutchinsonTrace.Grouping.LAYER_BY_LAYER,
                List.of(4, 8),
                true,
                new PowerIteration.Settings(1, 1e-3, 100),
                DistilledImages.Settings.STANDARD),
            new FinalistItem(
                "d1",
                blocks.subList(0, 2),
                List.of(List.of(new BitWidths(4, 8)), List.of(BitWidths.EIGHT)))));
  }

  private static Network network() {
    Layer stem = Layer.convolution("stem", TensorShape.image(1, 6, 6), 8, Window.same(3, 1));
    Backbone backbone =
        new Backbone(TensorShape.image(1, 6, 6), stem, List.of(GEOMETRY, GEOMETRY), 10);
    return new Network(
        backbone,
        List.of(
            new Network.NamedBlock("a", new ResidualConvolution(3, 1).structure(GEOMETRY)),
            new Network.NamedBlock("b", new Skip().structure(GEOMETRY))));
  }

  @ParameterizedTest
  @MethodSource("values")
  void recordsComeBackEqual(Object value) {
    assertThat(roundTrip(value)).isEqualTo(value);
  }

  @Test
  void imagesAndWeightsComeBackEqual() {
    ImageSet images =
        new ImageSet(
            TensorShape.image(1, 2, 2), new byte[] {1, 2, 3, 4}, new int[] {1}, List.of("a", "b"));
    ImageSet other = roundTrip(images);
    assertThat(other.pixel(0, 3)).isEqualTo(4);
    assertThat(other.classNames()).containsExactly("a", "b");
    Layer layer = Layer.linear("classifier", 2, 1);
    Map<String, LayerWeights> layers = new LinkedHashMap<>();
    layers.put("classifier", new LayerWeights(layer, new float[] {1, 2}, new float[] {3}));
    NetworkWeights weights = roundTrip(new NetworkWeights(layers));
    assertThat(weights.layer("classifier").weights()).containsExactly(1, 2);
  }

  @Test
  void nativeArraysComeBackEqual() {
    INDArray array = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});
    assertThat(roundTrip(array)).isEqualTo(array);
  }

  private <T> T roundTrip(T value) {
    scala.reflect.ClassTag<T> tag = scala.reflect.ClassTag$.MODULE$.apply(value.getClass());
    return serializer.deserialize(serializer.serialize(value, tag), tag);
  }
}
