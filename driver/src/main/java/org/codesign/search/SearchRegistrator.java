package org.codesign.search;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.spark.serializer.KryoRegistrator;
import org.codesign.calibration.Calibration;
import org.codesign.calibration.HeldOutError;
import org.codesign.calibration.Measurement;
import org.codesign.config.FrontConfig;
import org.codesign.config.FrontObjective;
import org.codesign.config.LimitsConfig;
import org.codesign.hardware.BatchSpace;
import org.codesign.hardware.EnergyPrices;
import org.codesign.hardware.EngineSpace;
import org.codesign.hardware.EngineTiming;
import org.codesign.hardware.Figure;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.GpuDevice;
import org.codesign.hardware.GpuStructure;
import org.codesign.hardware.MemoryInterface;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.TensorPeaks;
import org.codesign.onnx.ModelFile;
import org.codesign.pareto.KnownFront;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.UpperCorners;
import org.codesign.sensitivity.LossKind;
import org.codesign.space.BitSpace;
import org.codesign.space.Position;
import org.codesign.task.CodesignRegistrator;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;

/** Registers everything that crosses Spark in a search. */
public final class SearchRegistrator implements KryoRegistrator {

  private static final List<Class<? extends Record>> RECORDS =
      List.of(
          StageItems.class,
          ItemResult.class,
          OperatorScore.class,
          PositionScore.class,
          Position.class,
          BitSpace.class,
          FrontTask.Context.class,
          FrontPart.Miss.class,
          KnownFront.class,
          FrontConfig.class,
          LimitsConfig.class,
          Target.class,
          FpgaDevice.class,
          GpuDevice.class,
          Figure.class,
          EnergyPrices.class,
          EngineTiming.class,
          MemoryInterface.class,
          TensorPeaks.class,
          GpuStructure.class,
          ResourceUse.class,
          EngineSpace.class,
          SubgraphEngine.class,
          SubgraphEngine.Lanes.class,
          SubgraphEngine.Buffers.class,
          Calibration.class,
          HeldOutError.class,
          Measurement.class,
          NetworkSpec.class,
          LayerSpec.class,
          BatchSpace.class,
          ModelFile.class);

  /** What MLlib's least squares send from tasks; it is private to MLlib. */
  private static final String LEAST_SQUARES =
      "org.apache.spark.ml.optim.WeightedLeastSquares$Aggregator";

  @Override
  public void registerClasses(Kryo kryo) {
    new CodesignRegistrator().registerClasses(kryo);
    RECORDS.forEach(type -> CodesignRegistrator.registerRecord(kryo, type));
    kryo.register(FrontObjective.class);
    kryo.register(BitSpace.Granularity.class);
    kryo.register(MultiplierUnit.class);
    kryo.register(LayerKind.class);
    kryo.register(LossKind.class);
    kryo.register(Optional.class);
    kryo.register(HashMap.class);
    kryo.register(ArrayList.class);
    kryo.register(long[].class);
    kryo.register(int[].class);
    kryo.register(ParetoFront.class, new FieldSerializer<>(kryo, ParetoFront.class));
    kryo.register(double[].class);
    registerByName(kryo, LEAST_SQUARES);
    kryo.register(double[][].class);
    kryo.register(UpperCorners.class, new FieldSerializer<>(kryo, UpperCorners.class));
    kryo.register(
        CheapestAccelerators.class, new FieldSerializer<>(kryo, CheapestAccelerators.class));
    kryo.register(FrontPart.class, new FieldSerializer<>(kryo, FrontPart.class));
  }

  private static void registerByName(Kryo kryo, String name) {
    try {
      kryo.register(Class.forName(name, false, SearchRegistrator.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Spark 3.5 has no class " + name + ".", e);
    }
  }
}
