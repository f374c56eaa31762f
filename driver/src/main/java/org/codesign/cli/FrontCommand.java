package org.codesign.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.codesign.config.ConfigurationException;
import org.codesign.pareto.Direction;
import org.codesign.pareto.Objective;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.ReferencePoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The Pareto front of the rows of a CSV file. */
@Command(
    name = "front",
    mixinStandardHelpOptions = true,
    header = "Finds the Pareto front of a table and its hypervolume.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Reads a CSV file with a header line and prints the rows that no other row beats, exactly, and",
      "the hypervolume of the space they dominate. Rows are numbered from 0, the first one after the",
      "header. Of rows with equal objectives the first is kept."
    },
    footer = {
      "",
      "Example:",
      "  codesign front --points conf/examples/designs.csv --minimize latency,energy \\",
      "      --maximize accuracy --reference latency=10,energy=100,accuracy=0.5"
    })
final class FrontCommand implements Callable<Integer> {

  private static final long MOST_BYTES = 64L << 30;
  private static final int MOST_SHOWN = 40;

  @Option(
      names = "--points",
      paramLabel = "FILE",
      required = true,
      description = "A CSV file on any Hadoop file system.")
  private String points;

  @Option(
      names = "--minimize",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns of which less is better, with commas between them.")
  private List<String> minimized = List.of();

  @Option(
      names = "--maximize",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns of which more is better; two to six columns in all.")
  private List<String> maximized = List.of();

  @Option(
      names = "--reference",
      paramLabel = "COLUMN=VALUE",
      split = ",",
      description =
          "The corner from which hypervolume is measured; default: a tenth of each column's range "
              + "beyond its worst value.")
  private List<String> reference = List.of();

  @Option(
      names = "--time-budget",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = "60s",
      description =
          "How long the hypervolume may take, such as 5m; default: ${DEFAULT-VALUE}. It is exact, and "
              + "slow for tens of thousands of points in six columns. When the time is spent the front is "
              + "printed without it, and the status is 4.")
  private Duration timeBudget;

  // Read by the launcher; the verb itself needs no Spark.
  @Mixin
  @SuppressWarnings("UnusedVariable")
  private MasterOption master;

  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<Objective> objectives = objectives();
    Map<String, Double> given = FrontReference.parse(reference, objectives);
    PointsFile.Points read =
        PointsFile.read(points, new UserFiles().open("--points", points, MOST_BYTES), objectives);
    ReferencePoint corner = FrontReference.of(given, objectives, read);
    long inside = FrontReference.inside(read.front(), objectives, corner);
    if (inside == 0) {
      throw new ConfigurationException(
          List.of("--reference: no row is better than it in every objective"));
    }
    if (inside < read.front().size()) {
      spec.commandLine()
          .getErr()
          .printf(
              "%d of %d points of the front are not better than the reference in every objective and"
                  + " add nothing to the hypervolume%n",
              read.front().size() - inside, read.front().size());
    }
    OptionalDouble volume =
        new TimedHypervolume(spec.commandLine().getErr(), timeBudget)
            .of(read.front(), objectives, corner);
    output.print(
        spec,
        () -> text(read, objectives, corner, volume),
        () -> json(read, objectives, corner, volume));
    return (volume.isPresent() ? ExitStatus.DONE : ExitStatus.TIME_BUDGET_SPENT).code();
  }

  private List<Objective> objectives() {
    List<Objective> objectives = new ArrayList<>();
    minimized.forEach(name -> objectives.add(objective(name, Direction.MINIMISE)));
    maximized.forEach(name -> objectives.add(objective(name, Direction.MAXIMISE)));
    List<String> problems = new ArrayList<>();
    if (objectives.size() < 2 || objectives.size() > ParetoFront.MAXIMUM_OBJECTIVES) {
      problems.add(
          "--minimize, --maximize: %d columns; two to %d are needed"
              .formatted(objectives.size(), ParetoFront.MAXIMUM_OBJECTIVES));
    }
    HashSet<String> names = new HashSet<>();
    for (Objective one : objectives) {
      if (!names.add(one.name())) {
        problems.add("--minimize, --maximize: %s is named twice".formatted(one.name()));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return objectives;
  }

  private static Objective objective(String name, Direction direction) {
    if (name.isBlank()) {
      throw new ConfigurationException(
          List.of("--minimize, --maximize: a column's name must not be blank"));
    }
    return Objective.exact(name.strip(), "", direction);
  }

  private static long[] rows(ParetoFront front) {
    return LongStream.range(0, front.size()).map(i -> front.payload((int) i)).sorted().toArray();
  }

  private static String json(
      PointsFile.Points read,
      List<Objective> objectives,
      ReferencePoint corner,
      OptionalDouble volume) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("points", read.points());
      json.writeFieldName("front");
      long[] rows = rows(read.front());
      json.writeArray(rows, 0, rows.length);
      if (volume.isPresent()) {
        json.writeNumberField("hypervolume", volume.getAsDouble());
      } else {
        json.writeNullField("hypervolume");
      }
      json.writeObjectFieldStart("reference");
      for (int j = 0; j < objectives.size(); j++) {
        json.writeNumberField(objectives.get(j).name(), objectives.get(j).value(corner.value(j)));
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private static String text(
      PointsFile.Points read,
      List<Objective> objectives,
      ReferencePoint corner,
      OptionalDouble volume) {
    List<TextTable.Column> columns = new ArrayList<>(List.of(TextTable.Column.right("row")));
    objectives.forEach(one -> columns.add(TextTable.Column.right(one.name())));
    TextTable table = new TextTable(columns.toArray(TextTable.Column[]::new));
    ParetoFront front = read.front();
    int shown = Math.min(front.size(), MOST_SHOWN);
    for (int i = 0; i < shown; i++) {
      List<String> row = new ArrayList<>(List.of(Long.toString(front.payload(i))));
      for (int j = 0; j < objectives.size(); j++) {
        row.add(Double.toString(objectives.get(j).decode(front.value(i, j))));
      }
      table.add(row.toArray(String[]::new));
    }
    List<String> at =
        IntStream.range(0, objectives.size())
            .mapToObj(
                j -> objectives.get(j).name() + "=" + objectives.get(j).value(corner.value(j)))
            .toList();
    String more = shown < front.size() ? " (%d are shown; --json prints all)".formatted(shown) : "";
    return table
        + "\n%d of %d rows are on the front%s%n".formatted(front.size(), read.points(), more)
        + "hypervolume %s from %s%n"
            .formatted(
                volume.isPresent() ? Double.toString(volume.getAsDouble()) : "not known",
                String.join(", ", at));
  }
}
