package org.codesign.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.codesign.allocation.Allocation;
import org.codesign.allocation.AllocationProblem;
import org.codesign.allocation.Allocator;
import org.codesign.allocation.BitChoice;
import org.codesign.allocation.LimitKey;
import org.codesign.config.ConfigurationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Bits of layers under limits. */
@Command(
    name = "allocate",
    mixinStandardHelpOptions = true,
    header = "Chooses the bits of each layer under limits.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Chooses the weight and activation bits of every layer so that the sum of the sensitivities is",
      "the least one under all limits: HAWQ-V3's integer program, solved exactly. Layers that are tied",
      "get the same bits. Reads a problem file, or what 'codesign sensitivity' writes."
    },
    footer = {
      "",
      "Examples:",
      "  codesign allocate --problem conf/examples/resnet18-allocation.json --limit size-megabytes=7.9",
      "  codesign allocate --problem conf/examples/resnet18-allocation.json \\",
      "      --limit bops-giga=72 --limit latency-millis=4.5 --json",
      "  codesign allocate --problem conf/examples/resnet18-allocation.json --front size-megabytes"
    })
final class AllocateCommand implements Callable<Integer> {

  @Option(
      names = "--problem",
      paramLabel = "FILE",
      required = true,
      description = "The layers, their choices and ties as JSON, on any Hadoop file system.")
  private String problem;

  @Option(
      names = "--limit",
      paramLabel = "KEY=VALUE",
      description =
          "An upper limit; any of size-megabytes, bops-giga, latency-millis, energy-microjoules, each "
              + "with an option of its own. All of them are met.")
  private List<String> limits = List.of();

  @Option(
      names = "--front",
      paramLabel = "KEY",
      arity = "0..1",
      fallbackValue = "",
      description =
          "Prints the whole exact front of sensitivity against one limit; default: the one limit that "
              + "is given, which then ends the front, or size-megabytes.")
  private String front;

  @Option(
      names = "--activation-bits",
      paramLabel = "N",
      description =
          "Activation bits of all choices of a file of 'codesign sensitivity', which tells weight bits "
              + "only; default: as many as weight bits.")
  private Integer activationBits;

  @Option(
      names = "--time-budget",
      paramLabel = "TIME",
      converter = DurationText.class,
      description =
          "How long to search, such as 30s; then the best bits so far are given, status 4.")
  private Duration timeBudget;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Writes the answer as JSON to a file, too.")
  private String output;

  // Read by the launcher; the verb itself needs no Spark.
  @Mixin
  @SuppressWarnings("UnusedVariable")
  private MasterOption master;

  @Mixin private OutputOptions print;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Map<LimitKey, Double> wanted = LimitOptions.parse(limits);
    if (activationBits != null && (activationBits < 1 || activationBits > BitChoice.MAXIMUM_BITS)) {
      throw new ConfigurationException(
          List.of("--activation-bits: %d must be in [1, 32]".formatted(activationBits)));
    }
    if (front == null && wanted.isEmpty()) {
      throw new ConfigurationException(
          List.of(
              "--limit: at least one is needed, such as size-megabytes=8; known are "
                  + LimitOptions.labels()));
    }
    Optional<LimitKey> frontKey = Optional.ofNullable(front).map(label -> frontKey(label, wanted));
    UserFiles files = new UserFiles();
    AllocationProblem read =
        AllocationFile.read(
            problem,
            files.open("--problem", problem, AllocationFile.MOST_BYTES),
            activationBits == null ? OptionalInt.empty() : OptionalInt.of(activationBits));
    LimitOptions.requireCounts(problem, read.layers(), wanted.keySet());
    frontKey.ifPresent(key -> LimitOptions.requireCounts(problem, read.layers(), List.of(key)));
    Allocator allocator = new Allocator(read);
    return frontKey.isPresent()
        ? front(allocator, frontKey.get(), wanted, files)
        : solve(allocator, wanted, files);
  }

  private static LimitKey frontKey(String label, Map<LimitKey, Double> wanted) {
    LimitKey fallback =
        wanted.size() == 1 ? wanted.keySet().iterator().next() : LimitKey.SIZE_MEGABYTES;
    Optional<LimitKey> key = label.isEmpty() ? Optional.of(fallback) : LimitKey.parse(label);
    if (key.isEmpty()) {
      throw new ConfigurationException(
          List.of(
              "--front: unknown key '%s'; known are %s".formatted(label, LimitOptions.labels())));
    }
    if (wanted.keySet().stream().anyMatch(other -> other != key.get())) {
      throw new ConfigurationException(
          List.of(
              "--front: a front is of one limit, so no --limit but %s can be given"
                  .formatted(key.get().label())));
    }
    return key.get();
  }

  private int solve(Allocator allocator, Map<LimitKey, Double> wanted, UserFiles files) {
    Allocation found = allocator.solve(wanted, deadline());
    if (found instanceof Allocation.Allocated allocated) {
      String json = AllocationJson.of(allocated.bits(), allocated.proven());
      write(files, json);
      print.print(
          spec, () -> AllocationText.of(allocated.bits(), allocated.proven(), wanted), () -> json);
      return (allocated.proven() ? ExitStatus.DONE : ExitStatus.TIME_BUDGET_SPENT).code();
    }
    if (found instanceof Allocation.Unreachable missed) {
      print.print(spec, () -> "", () -> AllocationJson.of(missed));
      spec.commandLine().getErr().println("codesign: " + AllocationText.of(missed));
      return ExitStatus.NO_FEASIBLE_DESIGN.code();
    }
    spec.commandLine()
        .getErr()
        .println("codesign: the time budget is spent before bits within the limits were found");
    return ExitStatus.TIME_BUDGET_SPENT.code();
  }

  private int front(
      Allocator allocator, LimitKey key, Map<LimitKey, Double> wanted, UserFiles files) {
    double most = wanted.getOrDefault(key, Double.POSITIVE_INFINITY);
    Allocation.Front found = allocator.front(key, most);
    if (found.points().isEmpty()) {
      return solve(allocator, wanted, files);
    }
    if (output != null) {
      write(files, AllocationJson.of(found));
    }
    print.print(spec, () -> AllocationText.of(found), () -> AllocationJson.of(found));
    return ExitStatus.DONE.code();
  }

  private void write(UserFiles files, String json) {
    if (output != null) {
      files.write("--output", output, json);
    }
  }

  private BooleanSupplier deadline() {
    if (timeBudget == null) {
      return () -> false;
    }
    long end = System.nanoTime() + timeBudget.toNanos();
    return () -> System.nanoTime() - end > 0;
  }
}
