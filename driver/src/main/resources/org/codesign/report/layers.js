/** The curvature of each layer as a chart and its scores as a table. */
class LayersView {
  constructor(data) {
    this.layers = data.layers;
    this.traced = data.layers.some(layer => layer.trace !== undefined);
    this.bits = Object.keys(data.layers[0].omega);
    byId("layers-note").textContent = this.note(data);
    byId("layers-chart").style.height = 80 + 24 * Math.max(2, this.layers.length) + "px";
    byId("layers-chart").setAttribute("aria-label", this.note(data));
    this.chart = chartIn("layers-chart", chart => this.draw(chart));
    this.showTable();
    redraws.push(() => this.showTable());
  }

  note(data) {
    if (!this.traced) {
      return "Divergence of the answers on images made without data, with only this layer quantized to "
        + this.bits[0] + " bits.";
    }
    const negative = this.layers.filter(layer => layer.isNegative).length;
    return "Mean Hessian trace of the " + data.loss + " loss with respect to each layer\u2019s weights, with the standard error of "
      + data.probes + " probes on " + data.images + " images; " + (data.batchNorm === "none" ? "the network has no batch normalisation."
        : "batch normalisation is " + (data.batchNorm === "raw" ? "not " : "") + "folded into the weights.") + (negative > 0 ? " " + negative + " estimates are not above zero and only in the table." : "");
  }

  /** The value drawn for a layer and its error. */
  value(layer) {
    return this.traced
      ? [layer.trace / layer.parameters, layer.standardError / layer.parameters]
      : [layer.omega[this.bits[0]], 0];
  }

  draw(chart) {
    const shown = this.layers.flatMap((layer, row) => (this.value(layer)[0] > 0 ? [row] : []));
    const values = shown.map(row => this.value(this.layers[row]));
    const floor = extentOf(values.map(([mean]) => mean))[0] / 5;
    const bars = shown.map((row, i) => {
      const [mean, error] = values[i];
      return [mean, row, Math.max(floor, mean - error), mean + error];
    });
    const ends = bars.length > 0 ? bars.flatMap(bar => [bar[0], bar[2], bar[3]]) : [1, 10];
    const left = narrow(chart) ? 130 : 240;
    const base = baseOption();
    chart.setOption({
      ...base,
      tooltip: { ...base.tooltip, formatter: event => this.hover(this.layers[event.value[1]]) },
      grid: { left, right: 28, top: 8, bottom: 56 },
      xAxis: { ...axisFor(this.traced ? "Mean Hessian trace" : "Divergence", ends, true, formatTick), nameGap: 32 },
      yAxis: {
        type: "category", inverse: true, data: this.layers.map((layer, row) => row),
        axisLine: { lineStyle: { color: colour("line") } }, axisTick: { show: false }, splitLine: { show: false },
        axisLabel: {
          interval: 0, color: colour("text"), width: left - 14, overflow: "truncate",
          formatter: row => this.layers[row].name,
        },
      },
      series: [
        logMarks(0, ends, 1, (chart.getWidth() - left) / 65),
        whiskers(0, bars, colour("accent")),
        {
          type: "scatter", z: 3, symbolSize: 9, data: bars.map(bar => bar.slice(0, 2)),
          itemStyle: { color: colour("accent") },
        },
      ],
    }, { notMerge: true });
  }

  hover(layer) {
    const [mean, error] = this.value(layer);
    return element("div", { class: "hover" }, element("strong", {}, layer.name),
      element("p", {}, formatNumber(mean) + (error > 0 ? " \u00b1 " + formatNumber(error) : "")));
  }

  showTable() {
    const scores = this.layers.flatMap(layer => Object.values(layer.omega));
    const range = extentOf(scores.filter(score => score > 0));
    const spectral = this.layers.some(layer => layer.eigenvalues.length > 0);
    const heads = ["Parameters", ...(this.traced ? ["Trace", "Standard error"] : []),
      ...(spectral ? ["Top eigenvalue"] : []), ...this.bits.map(b => b + " bits")];
    const cell = score => element("td", { class: "cell", style: heat(score, range, "dark is high") }, formatNumber(score));
    byId("layers-table").replaceChildren(element("table", { class: "heat rows" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Layer"),
        ...heads.map(text => element("th", { scope: "col", class: "number" }, text)))),
      element("tbody", {}, ...this.layers.map(layer => element("tr", {},
        element("th", { scope: "row" }, layer.name),
        element("td", {}, layer.parameters.toLocaleString("en-US")),
        ...(this.traced ? [layer.trace, layer.standardError].map(v => element("td", {}, formatNumber(v))) : []),
        ...(spectral ? [element("td", {}, layer.eigenvalues.length > 0 ? formatNumber(layer.eigenvalues[0]) : "\u2013")] : []),
        ...this.bits.map(b => cell(layer.omega[b])))))));
  }
}
