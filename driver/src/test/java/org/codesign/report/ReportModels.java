package org.codesign.report;

import java.util.List;

/** Models that differ from another in one respect. */
final class ReportModels {

  private ReportModels() {}

  /** The model of a run that stopped before it trained, measured or wrote anything down. */
  static ReportModel withoutResults(ReportModel model) {
    return new ReportModel(
        model.run(), model.front(), FinalistTable.empty(), List.of(), List.of(), List.of());
  }

  /** The model with this text in every place that a name can stand. */
  static ReportModel withNames(ReportModel model, String name) {
    FrontTable front = model.front();
    List<FrontPoint> points =
        front.points().stream()
            .map(p -> new FrontPoint(p.id() + name, p.values(), name, renamed(p.blocks(), name)))
            .toList();
    List<Column> columns =
        front.columns().stream()
            .map(c -> new Column(c.key(), c.label() + name, c.unit() + name, c.direction()))
            .toList();
    List<Finalist> finalists =
        points.stream()
            .limit(3)
            .map(point -> new Finalist(point, 0.1, 0.9, 0.9, 4, List.of()))
            .toList();
    RunSummary run = model.run();
    return new ReportModel(
        new RunSummary(
            name, name, name, run.designs(), run.teacher(), List.of(new Fact(name, name))),
        new FrontTable(columns, front.positions(), points),
        new FinalistTable(name, finalists, List.of(new RankAgreement(name, 1, 3))),
        List.of(new BlockRow("stage1.0", name, 5, new BlockOutcome.Diverged(name))),
        model.layers().stream()
            .map(
                l ->
                    new LayerSensitivity(l.position(), name, name, 5, l.weights(), l.activations()))
            .toList(),
        List.of(new Fact(name, name)));
  }

  private static List<String> renamed(List<String> blocks, String name) {
    return blocks.stream().map(block -> name + block).toList();
  }
}
