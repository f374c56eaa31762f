package org.codesign.task;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.serializer.KryoRegistrator;
import org.codesign.data.Augmentation;
import org.codesign.data.Flip;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.distillation.BlockDistiller;
import org.codesign.distillation.TrainingLadder;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.LayerOperator;
import org.codesign.network.Network;
import org.codesign.network.PlainConvolution;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Shortcut;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.onnx.CutPoints;
import org.codesign.onnx.PixelValues;
import org.codesign.quantization.BitWidths;
import org.codesign.sensitivity.BlockSensitivity;
import org.codesign.sensitivity.DistilledImages;
import org.codesign.sensitivity.HutchinsonTrace;
import org.codesign.sensitivity.LayerSensitivity;
import org.codesign.sensitivity.PowerIteration;
import org.codesign.sensitivity.TraceEstimate;
import org.nd4j.kryo.Nd4jSerializer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Registers everything of this module that crosses Spark. Set {@code spark.kryo.registrator} to
 * this class or to one that calls it.
 */
public final class CodesignRegistrator implements KryoRegistrator {

  private static final List<Class<? extends Record>> RECORDS =
      List.of(
          TensorShape.class,
          Window.class,
          Layer.class,
          BlockGeometry.class,
          Shortcut.None.class,
          Shortcut.Identity.class,
          Shortcut.Projection.class,
          BlockStructure.class,
          ResidualConvolution.class,
          DepthwiseSeparable.class,
          PlainConvolution.class,
          InvertedResidual.class,
          Skip.class,
          Backbone.class,
          Network.class,
          Network.NamedBlock.class,
          BitWidths.class,
          Normalization.class,
          Augmentation.class,
          BlockDistiller.Settings.class,
          BlockSensitivity.Settings.class,
          LayerSensitivity.class,
          TraceEstimate.class,
          BlockItem.class,
          BlockRecord.class,
          BlockTask.Context.class,
          RungItem.class,
          RungTask.Context.class,
          TrainingLadder.class,
          SensitivityRecord.class,
          SensitivityTask.Context.class,
          ResidualTeacher.class,
          OnnxTeacher.class,
          CutPoints.class,
          SharedLayers.class,
          TeacherTask.Context.class,
          FinalistItem.class,
          FinalistRecord.class,
          FinalistTask.Context.class,
          FinalistTask.Images.class,
          FinalistTask.Settings.class,
          NetworkItem.Probes.class,
          NetworkItem.Eigenvalues.class,
          NetworkItem.InputRanges.class,
          NetworkItem.QuantizedLayer.class,
          NetworkItem.EightBits.class,
          NetworkItem.Distilled.class,
          NetworkSettings.class,
          NetworkTask.Context.class,
          ItemFigures.class,
          PowerIteration.Settings.class,
          DistilledImages.Settings.class);

  @Override
  public void registerClasses(Kryo kryo) {
    RECORDS.forEach(type -> registerRecord(kryo, type));
    kryo.register(LayerOperator.class);
    kryo.register(LayerSensitivity.Tensor.class);
    kryo.register(ImageOrigin.class);
    kryo.register(PixelValues.class);
    kryo.register(HutchinsonTrace.Grouping.class);
    kryo.register(Flip.class);
    registerImmutable(kryo, ImageSet.class);
    registerImmutable(kryo, LayerWeights.class);
    registerImmutable(kryo, NetworkWeights.class);
    registerCollections(kryo);
    kryo.register(Nd4j.getBackend().getNDArrayClass(), new Nd4jSerializer());
  }

  /** Registers a record through its canonical constructor. */
  public static <T extends Record> void registerRecord(Kryo kryo, Class<T> type) {
    kryo.register(type, new RecordSerializer<>(type));
  }

  private static <T> void registerImmutable(Kryo kryo, Class<T> type) {
    kryo.register(type, new FieldSerializer<T>(kryo, type));
  }

  /** The JDK's immutable collections; their classes are not public. */
  private static void registerCollections(Kryo kryo) {
    for (List<?> list : List.of(List.of(), List.of(1), List.of(1, 2, 3).subList(0, 2))) {
      kryo.register(list.getClass(), new ImmutableListSerializer());
    }
    kryo.register(
        Collections.unmodifiableSortedMap(new TreeMap<>()).getClass(), new SortedMapSerializer());
    kryo.register(LinkedHashMap.class);
    kryo.register(TreeMap.class);
    kryo.register(Object[].class);
    kryo.register(float[].class);
    kryo.register(int[].class);
    kryo.register(byte[].class);
  }
}
