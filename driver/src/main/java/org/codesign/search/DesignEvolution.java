package org.codesign.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.codesign.config.EvolutionConfig;
import org.codesign.data.TaskSeed;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.Survival;
import org.codesign.space.DesignPoint;

/**
 * Looks for undominated design points where no sum over positions says how good a design is: an
 * evolutionary search (Deb et al., NSGA-II, IEEE TEC 6(2), 2002) from given design points, such as
 * the exact front of an additive predictor. It keeps all that it met, so what it gives is never
 * worse than what it was given. Parents are better ones of two drawn survivors; a child that was
 * met before or cannot be built is drawn again, a few times.
 */
final class DesignEvolution {

  private static final String STAGE = "evolution";
  private static final int DRAWS_EACH = 8;

  private final DesignVariation variation;
  private final Function<DesignPoint, Optional<long[]>> objectives;
  private final long seed;

  /**
   * @param objectives the minimised values of a design point; empty if it cannot be used
   * @param seed of the run
   */
  DesignEvolution(
      DesignVariation variation, Function<DesignPoint, Optional<long[]>> objectives, long seed) {
    this.variation = variation;
    this.objectives = objectives;
    this.seed = seed;
  }

  /**
   * The undominated ones of all design points that were given or met, in the canonical order of
   * their values.
   *
   * @param start at least one that can be used
   */
  List<DesignPoint> run(List<DesignPoint> start, EvolutionConfig settings) {
    Map<DesignPoint, long[]> met = new LinkedHashMap<>();
    start.forEach(point -> objectives.apply(point).ifPresent(values -> met.put(point, values)));
    if (met.isEmpty()) {
      throw new IllegalArgumentException("None of the design points can be used.");
    }
    List<DesignPoint> population = survivors(List.copyOf(met.keySet()), met, settings.population());
    for (int generation = 1; generation <= settings.generations(); generation++) {
      SplittableRandom random =
          new SplittableRandom(TaskSeed.of(seed, STAGE, String.valueOf(generation)));
      List<DesignPoint> all = new ArrayList<>(population);
      for (int draw = 0;
          draw < DRAWS_EACH * settings.population()
              && all.size() < population.size() + settings.population();
          draw++) {
        DesignPoint child =
            variation.child(parent(population, random), parent(population, random), random);
        if (!met.containsKey(child)) {
          Optional<long[]> values = objectives.apply(child);
          values.ifPresent(found -> met.put(child, found));
          values.ifPresent(found -> all.add(child));
        }
      }
      population = survivors(all, met, settings.population());
    }
    return undominated(met);
  }

  /** The better of two; survivors stand best first. */
  private static DesignPoint parent(List<DesignPoint> population, SplittableRandom random) {
    int size = population.size();
    return population.get(Math.min(random.nextInt(size), random.nextInt(size)));
  }

  private static List<DesignPoint> survivors(
      List<DesignPoint> all, Map<DesignPoint, long[]> met, int count) {
    long[][] rows = rows(all, met);
    return IntStream.of(Survival.of(rows[0].length, flat(rows), count)).mapToObj(all::get).toList();
  }

  private static List<DesignPoint> undominated(Map<DesignPoint, long[]> met) {
    List<DesignPoint> all = List.copyOf(met.keySet());
    long[][] rows = rows(all, met);
    long[] payloads = IntStream.range(0, all.size()).asLongStream().toArray();
    ParetoFront front = ParetoFront.of(rows[0].length, flat(rows), payloads);
    return IntStream.range(0, front.size()).mapToObj(i -> all.get((int) front.payload(i))).toList();
  }

  private static long[][] rows(List<DesignPoint> points, Map<DesignPoint, long[]> met) {
    return points.stream().map(met::get).toArray(long[][]::new);
  }

  private static long[] flat(long[][] rows) {
    return Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray();
  }
}
