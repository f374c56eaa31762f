/** The Hessian trace of each layer as a chart and its Omega as a table, for a choice of blocks. */
class SensitivityView {
  constructor(layers) {
    this.layers = layers;
    if (layers.length === 0) {
      byId("sensitivity-controls").hidden = true;
      byId("sensitivity-card").replaceChildren(
        element("p", { class: "empty" }, "No sensitivity was measured in this run."));
      byId("omega-heading").hidden = true;
      byId("omega-table").hidden = true;
      return;
    }
    this.choice = { tensor: "weights", operator: this.widestOperator(), position: "" };
    this.addControls();
    this.setHeight();
    this.chart = chartIn("sensitivity-chart", chart => this.draw(chart));
  }

  /** The operator that stands at most positions; the first of them. */
  widestOperator() {
    const places = operator =>
      new Set(this.layers.filter(layer => layer.operator === operator).map(layer => layer.position)).size;
    const operators = [...new Set(this.layers.map(layer => layer.operator))];
    return operators.reduce((a, b) => (places(b) > places(a) ? b : a));
  }

  addControls() {
    const names = key => [["", "all"], ...[...new Set(this.layers.map(layer => layer[key]))].map(name => [name, name])];
    const choose = (label, key, options) =>
      selectBox(label, options, this.choice[key], value => this.set(key, value));
    byId("sensitivity-controls").append(
      choose("Tensor", "tensor", [["weights", "weights"], ["activations", "input activations"]]),
      choose("Operator", "operator", names("operator")), choose("Position", "position", names("position")));
  }

  set(key, value) {
    this.choice[key] = value;
    this.setHeight();
    this.chart.resize();
    this.draw(this.chart);
  }

  setHeight() {
    byId("sensitivity-chart").style.height = 80 + 24 * Math.max(2, this.shown().length) + "px";
  }

  shown() {
    const { position, operator } = this.choice;
    return this.layers.filter(layer =>
      (!position || layer.position === position) && (!operator || layer.operator === operator));
  }

  estimate(layer) {
    return layer[this.choice.tensor];
  }

  /** What tells the shown layers apart. */
  name(layer) {
    const parts = [this.choice.position ? "" : layer.position, this.choice.operator ? "" : layer.operator, layer.layer];
    return parts.filter(part => part).join(" \u00b7 ");
  }

  draw(chart) {
    const layers = this.shown();
    const bars = this.bars(layers);
    const ends = bars.length > 0 ? bars.flatMap(bar => bar.slice(2)) : [1, 10];
    const left = narrow(chart) ? 130 : this.choice.operator ? 180 : 300;
    const base = baseOption();
    chart.setOption({
      ...base,
      tooltip: { ...base.tooltip, formatter: event => this.hover(layers[event.value[1]]) },
      grid: { left, right: 28, top: 8, bottom: 56 },
      xAxis: { ...axisFor("Mean Hessian trace", ends, true, formatTick), nameGap: 32 },
      yAxis: this.layerAxis(layers, left - 14),
      series: [
        logMarks(0, ends, 1, (chart.getWidth() - left) / 65),
        whiskers(0, bars, colour("accent")),
        {
          type: "scatter", z: 3, symbolSize: 9, data: bars.map(bar => bar.slice(0, 2)),
          itemStyle: { color: colour("accent") },
        },
      ],
    }, { notMerge: true });
    this.describe(layers.length, bars.length);
    this.showOmega(layers);
  }

  /** [trace, row, low end, high end] of the layers that have a place on a logarithmic axis. */
  bars(layers) {
    const above = layers.flatMap((layer, row) => (this.estimate(layer).meanTrace > 0 ? [row] : []));
    const traces = above.map(row => this.estimate(layers[row]).meanTrace);
    const floor = extentOf(traces)[0] / 5;
    return above.map((row, i) => {
      const { standardError: error } = this.estimate(layers[row]);
      return [traces[i], row, Math.max(floor, traces[i] - error), traces[i] + error];
    });
  }

  describe(total, drawn) {
    byId("sensitivity-note").textContent = drawn === total ? "" : total - drawn + " of " + total
      + " estimates are not above zero and have no place on a logarithmic axis; the table has them.";
    byId("sensitivity-chart").setAttribute("aria-label",
      "Mean Hessian trace of " + total + " layers with standard errors; the table below has the values");
  }

  layerAxis(layers, width) {
    return {
      type: "category",
      inverse: true,
      data: layers.map((layer, row) => row),
      axisLine: { lineStyle: { color: colour("line") } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        interval: 0, color: colour("text"), width, overflow: "truncate",
        formatter: row => this.name(layers[row]),
      },
    };
  }

  hover(layer) {
    const { meanTrace, standardError: error } = this.estimate(layer);
    return element("div", { class: "hover" },
      element("strong", {}, layer.layer),
      element("p", {}, layer.operator + " at " + layer.position),
      element("p", {}, "Mean trace " + formatNumber(meanTrace) + " \u00b1 " + formatNumber(error)));
  }

  showOmega(layers) {
    const tensor = this.choice.tensor === "weights" ? "weights" : "input activations";
    const bits = [...new Set(layers.flatMap(layer => Object.keys(this.estimate(layer).omegaByBits)))]
      .sort((a, b) => a - b);
    const omegas = layers.flatMap(layer => Object.values(this.estimate(layer).omegaByBits));
    const range = extentOf(omegas.filter(omega => omega > 0));
    const heads = ["Parameters", "Mean trace", "Standard error", ...bits.map(b => b + " bits")];
    byId("omega-heading").textContent = "Omega of " + tensor + " by bit-width";
    byId("omega-table").replaceChildren(
      element("table", { class: "heat rows", "aria-label": "Omega of " + tensor + " by layer and bit-width" },
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Layer"),
          ...heads.map(text => element("th", { scope: "col", class: "number" }, text)))),
        element("tbody", {}, ...layers.map(layer => this.omegaRow(layer, bits, range)))));
  }

  omegaRow(layer, bits, range) {
    const { meanTrace, standardError: error, omegaByBits } = this.estimate(layer);
    const cell = omega => element("td", { class: "cell", style: heat(omega, range, "dark is high") },
      omega === undefined ? "\u2013" : formatNumber(omega));
    return element("tr", {},
      element("th", { scope: "row" }, this.name(layer)),
      element("td", {}, layer.parameters.toLocaleString("en-US")),
      element("td", {}, formatNumber(meanTrace)),
      element("td", {}, formatNumber(error)),
      ...bits.map(b => cell(omegaByBits[b])));
  }
}
