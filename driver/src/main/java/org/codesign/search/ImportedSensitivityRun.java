package org.codesign.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.config.CanonicalJson;
import org.codesign.data.Checksum;
import org.codesign.data.DataException;
import org.codesign.data.Normalization;
import org.codesign.network.TensorShape;
import org.codesign.search.SensitivityRequest.Part;
import org.codesign.sensitivity.CurvatureModel;
import org.codesign.sensitivity.DistilledImages;
import org.codesign.sensitivity.HutchinsonTrace.Grouping;
import org.codesign.sensitivity.NetworkFacts;
import org.codesign.sensitivity.NetworkOpener;
import org.codesign.sensitivity.OpenNetwork;
import org.codesign.sensitivity.PowerIteration;
import org.codesign.sensitivity.StoppingRule;
import org.codesign.sensitivity.WeightedLayer;
import org.codesign.store.RunDirectory;
import org.codesign.store.RunManifest;
import org.codesign.store.StageFolder;
import org.codesign.task.ImageOrigin;
import org.codesign.task.ItemFigures;
import org.codesign.task.NetworkItem;
import org.codesign.task.NetworkSettings;
import org.codesign.task.NetworkTask;

/**
 * The sensitivities of an imported network, computed by Spark in pieces that are kept in a run
 * directory: the same request goes on where it stopped, and one for more probes, eigenvalues or
 * measures takes over what is there.
 */
public final class ImportedSensitivityRun {

  private static final double TOLERANCE = 1e-3;
  private static final int MOST_ITERATIONS = 200;
  private static final String IMAGES = "images";
  private static final String FIGURES = "figures";

  private final SensitivityRequest request;
  private final NetworkOpener opener;
  private final JavaSparkContext spark;
  private final Progress progress;
  private final Map<String, String> provenance;

  public ImportedSensitivityRun(
      SensitivityRequest request,
      NetworkOpener opener,
      JavaSparkContext spark,
      Progress progress,
      Map<String, String> provenance) {
    this.request = request;
    this.opener = opener;
    this.spark = spark;
    this.progress = progress;
    this.provenance = new LinkedHashMap<>(provenance);
  }

  /** Measures the network, or what is missing, and writes the results into the folder. */
  public SensitivityResult run(Path folder) {
    Configuration hadoop = spark.hadoopConfiguration();
    try (OpenNetwork network = opener.open(hadoop)) {
      requireUsable(network);
      NetworkFacts facts = network.facts();
      Grouping grouping = grouping(network);
      SensitivityImages images = new SensitivityImages(request, facts, hadoop);
      Normalization normalization = images.normalization();
      Map<String, String> inputs = new LinkedHashMap<>(images.hashes());
      inputs.put(request.model(), Checksum.sha256(request.model(), hadoop));
      opener.companions(hadoop).forEach(file -> inputs.put(file, Checksum.sha256(file, hadoop)));
      RunManifest manifest =
          new RunManifest(
              configuration(facts.input(), normalization, grouping), inputs, provenance);
      try (RunDirectory run = RunDirectory.open(folder, manifest, hadoop)) {
        StageItems shards = StageItems.of(new StageFolder(new Path(run.root(), IMAGES), hadoop));
        if (request.data().isPresent()) {
          images.store(shards, progress);
        }
        NetworkSettings settings = settings(facts, normalization, grouping);
        SensitivityItems items =
            new SensitivityItems(request, settings, network.curvature().layers().size());
        StageItems store = StageItems.of(new StageFolder(new Path(run.root(), FIGURES), hadoop));
        Broadcast<NetworkTask.Context> shared =
            spark.broadcast(new NetworkTask.Context(opener, shards, store, settings));
        try {
          SensitivityResult result = measure(network, items, shared);
          SensitivityOutput.write(result, run, hadoop);
          run.markSuccess();
          return result;
        } finally {
          shared.destroy();
        }
      }
    }
  }

  private SensitivityResult measure(
      OpenNetwork network, SensitivityItems items, Broadcast<NetworkTask.Context> shared) {
    SensitivityFigures figures = new SensitivityFigures(items);
    int probes = 0;
    if (request.data().isPresent()) {
      probes = probe(items, figures, shared);
      List<NetworkItem> rest = new ArrayList<>(items.ranges(ImageOrigin.DATA));
      if (request.has(Part.ACTIVATIONS)) {
        rest.addAll(items.activationProbes(request.probing().probes()));
      }
      compute("activations", rest, figures, shared);
      compute("eigenvalues", items.eigenvalues(), figures, shared);
      if (request.has(Part.MEASURED)) {
        List<NetworkItem> measured = new ArrayList<>(items.quantized(ImageOrigin.DATA));
        if (request.has(Part.ACTIVATIONS)) {
          measured.addAll(items.eightBits(ImageOrigin.DATA));
        }
        compute("measurements", measured, figures, shared);
      }
    }
    if (request.has(Part.DATA_FREE)) {
      compute("distilled images", items.distilled(), figures, shared);
      compute("distilled ranges", items.ranges(ImageOrigin.DISTILLED), figures, shared);
      List<NetworkItem> measured = new ArrayList<>(items.quantized(ImageOrigin.DISTILLED));
      if (request.data().isPresent()) {
        measured.addAll(items.eightBits(ImageOrigin.DISTILLED));
      }
      compute("divergences", measured, figures, shared);
    }
    return new SensitivityReduction(network, items, figures, probes).result();
  }

  /** Probes the weights, until the tolerance is met or all probes are done; returns how many. */
  private int probe(
      SensitivityItems items, SensitivityFigures figures, Broadcast<NetworkTask.Context> shared) {
    StoppingRule rule = new StoppingRule(request.probing().tolerance());
    int most = request.probing().probes();
    if (rule.tolerance() == 0) {
      compute("probes", items.weightProbes(most), figures, shared);
      return most;
    }
    for (int probes = Math.min(SensitivityItems.PROBES, most); ; ) {
      List<NetworkItem.Probes> asked = items.weightProbes(probes);
      compute("probes", asked, figures, shared);
      if (probes == most || rule.isMet(figures.traces(asked, probes))) {
        return probes;
      }
      probes = Math.min(probes + SensitivityItems.PROBES, most);
    }
  }

  private void compute(
      String name,
      List<? extends NetworkItem> items,
      SensitivityFigures figures,
      Broadcast<NetworkTask.Context> shared) {
    if (items.isEmpty()) {
      return;
    }
    List<ItemResult<ItemFigures>> results =
        new StageJob<NetworkItem, ItemFigures>(
                name, shared.value().store(), new Identity(), NetworkTask::readRecord, 1)
            .run(
                new JobContext(spark, progress, TimeBudget.unlimited()),
                List.copyOf(items),
                new NetworkTask(shared));
    for (ItemResult<ItemFigures> result : results) {
      figures.add(
          result
              .record()
              .orElseThrow(
                  () ->
                      new DataException(
                          "The network %s cannot be measured: %s"
                              .formatted(request.model(), result.problem()))));
    }
  }

  private void requireUsable(OpenNetwork network) {
    CurvatureModel model = network.curvature();
    List<WeightedLayer> layers = model.layers();
    if (layers.isEmpty()) {
      throw new DataException("The network %s has no weights.".formatted(request.model()));
    }
    for (int layer = 0; layer < layers.size(); layer++) {
      float[] weights = model.weights(layer);
      for (int i = 0; i < weights.length; i++) {
        if (!Float.isFinite(weights[i])) {
          throw new DataException(
              "The weight %d (%s) of the layer %s of %s must be a finite number."
                  .formatted(i, weights[i], layers.get(layer).name(), request.model()));
        }
      }
    }
    if (request.has(Part.DATA_FREE) && network.batchNorms().isEmpty()) {
      throw new DataException(
          "The network %s has no batch normalisation, whose statistics --data-free needs."
              .formatted(request.model()));
    }
  }

  /**
   * Probes of the logits where they give the Hessian's own trace, with least noise for the time.
   */
  private Grouping grouping(OpenNetwork network) {
    return request
        .probing()
        .grouping()
        .orElse(network.curvature().isPiecewiseLinear() ? Grouping.LOGITS : Grouping.ALL_LAYERS);
  }

  private NetworkSettings settings(
      NetworkFacts facts, Normalization normalization, Grouping grouping) {
    return new NetworkSettings(
        facts.input(),
        normalization,
        request.images(),
        request.batch(),
        request.seed(),
        grouping,
        request.bits(),
        request.has(Part.ACTIVATIONS),
        new PowerIteration.Settings(1, TOLERANCE, MOST_ITERATIONS),
        DistilledImages.Settings.STANDARD);
  }

  /** What must not change between requests on one folder; more of the rest only adds to it. */
  private String configuration(TensorShape input, Normalization normalization, Grouping grouping) {
    ObjectNode keys = JsonNodeFactory.instance.objectNode();
    keys.put("model", request.model());
    keys.put("loss", request.loss().label());
    keys.put("fold-batch-norm", request.has(Part.FOLDED));
    keys.put("data", request.data().map(data -> String.join(",", data.paths())).orElse(""));
    keys.put("data-folder", request.data().map(SensitivityRequest.Data::folder).orElse(""));
    keys.put("images", request.images());
    keys.put("input", input.toString());
    keys.put("normalization", normalization.toString());
    keys.put("batch", request.batch());
    request.bits().forEach(keys.putArray("bits")::add);
    keys.put("seed", request.seed());
    keys.put("grouping", grouping.name());
    keys.put("activations", request.has(Part.ACTIVATIONS));
    return CanonicalJson.write(keys);
  }

  private static final class Identity implements StageJob.ItemIdentity<NetworkItem> {
    @Override
    public String id(NetworkItem item) {
      return item.id();
    }

    @Override
    public long weight(NetworkItem item) {
      return item.weight();
    }
  }
}
