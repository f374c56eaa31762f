/** The prediction beside the measurement of each finalist. */
class AgreementView {
  constructor(run, finalists, designs) {
    this.teacher = run.teacher;
    this.label = finalists.predictedLabel;
    this.rows = designs.finalists;
    if (this.rows.length === 0) {
      byId("agreement-note").textContent = "There is nothing to compare before designs are measured.";
      byId("agreement-card").hidden = true;
      return;
    }
    byId("agreement-note").textContent = this.note(finalists.agreements);
    byId("agreement-chart").setAttribute("aria-label", "Measured accuracy against " + this.label + " of "
      + this.rows.length + " finalists; the table above has the values");
    chartIn("agreement-chart", chart => this.draw(chart));
  }

  note(agreements) {
    const sentence = a =>
      "Kendall\u2019s \u03c4 of " + a.of + ": " + minus(a.kendallTau.toFixed(3)) + " over " + a.designs + " designs.";
    return [...agreements.map(sentence), "Whiskers are one standard error of the measurement."].join(" ");
  }

  draw(chart) {
    const base = baseOption();
    const predictions = this.rows.map(row => row.predicted);
    const [low, high] = extentOf(predictions);
    const logarithmic = low > 0 && high / low >= 20;
    const left = narrow(chart) ? 50 : 60;
    chart.setOption({
      ...base,
      tooltip: { ...base.tooltip, formatter: event => this.hover(this.rows[event.value[2]]) },
      grid: { left, right: 36, top: 20, bottom: 52 },
      xAxis: { ...axisFor(this.label, predictions, logarithmic, formatTick), nameGap: 32 },
      yAxis: { ...this.accuracyAxis(), nameGap: left - 18 },
      series: [
        ...(logarithmic ? [logMarks(0, predictions, 1, chart.getWidth() / 70)] : []),
        whiskers(1, this.whiskerItems(), colour("finalist")), this.floatSeries(), this.quantizedSeries(),
      ],
    }, { notMerge: true });
    this.showLegend();
  }

  items(key) {
    return this.rows.map((row, i) => [row.predicted, 100 * row[key], i]);
  }

  whiskerItems() {
    return this.rows.map(row => {
      const error = standardError(row.quantizedAccuracy, this.teacher);
      const ends = [row.quantizedAccuracy, row.quantizedAccuracy - error, row.quantizedAccuracy + error];
      return [row.predicted, ...ends.map(accuracy => 100 * accuracy)];
    });
  }

  accuracyAxis() {
    const ends = this.whiskerItems().flatMap(item => item.slice(2));
    const floats = this.items("floatAccuracy").map(item => item[1]);
    const [low, high] = extentOf([...ends, ...floats, 100 * this.teacher.accuracy]);
    const margin = Math.max(0.1, 0.05 * (high - low));
    const round = high - low > 4 ? 1 : 10;
    return {
      ...axisFor("Accuracy (%)", [], false, formatTick),
      min: Math.max(0, Math.floor((low - margin) * round) / round),
      max: Math.min(100, Math.ceil((high + margin) * round) / round),
    };
  }

  floatSeries() {
    return {
      type: "scatter", data: this.items("floatAccuracy"), z: 3, symbolSize: 9,
      itemStyle: { color: colour("surface"), borderColor: colour("muted"), borderWidth: 1.5, opacity: 1 },
    };
  }

  quantizedSeries() {
    return {
      type: "scatter", data: this.items("quantizedAccuracy"), z: 4, symbol: "diamond", symbolSize: 13,
      itemStyle: { color: colour("finalist"), opacity: 1 },
      label: {
        show: true, position: "right", formatter: event => this.rows[event.value[2]].label,
        color: colour("text"), fontSize: 12,
      },
      markLine: {
        silent: true, symbol: "none", precision: -1, label: { show: false },
        data: [{ yAxis: 100 * this.teacher.accuracy }],
        lineStyle: { color: colour("teacher"), type: "dashed", width: 1.5 },
      },
    };
  }

  showLegend() {
    const entry = (name, shape, text) => element("li", {}, swatch(colour(name), shape), text);
    byId("agreement-legend").replaceChildren(
      entry("finalist", "diamond", "quantized accuracy"), entry("muted", "ring", "float accuracy"),
      entry("teacher", "dash", "teacher, " + percent(this.teacher.accuracy)));
  }

  hover(row) {
    return element("div", { class: "hover" },
      element("strong", {}, row.label + " \u00b7 " + row.design.id),
      pairTable([
        [this.label, formatNumber(row.predicted)],
        ["Quantized accuracy", percent(row.quantizedAccuracy)],
        ["Float accuracy", percent(row.floatAccuracy)],
      ]));
  }
}
