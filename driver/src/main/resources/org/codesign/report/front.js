/** The front as a scatter of any two columns, coloured by a third, with one design selected. */
class FrontView {
  constructor(designs) {
    this.designs = designs;
    this.axes = this.defaultAxes();
    this.selected = designs.finalists.length > 0 ? designs.finalists[0].design : designs.all[0];
    this.addControls();
    this.chart = chartIn("front-chart", chart => this.draw(chart));
    this.chart.on("click", event => this.select(this.at(event)));
    this.showSelected();
  }

  at(event) {
    return this.designs.all[event.value[2]];
  }

  /** The first two objectives, the second across, coloured by the last one. */
  defaultAxes() {
    const objectives = this.designs.columns.flatMap((column, c) => (column.direction === "REPORTED" ? [] : [c]));
    const [y, x] = objectives.length > 1 ? objectives : [0, 1];
    const rest = objectives.filter(c => c !== x && c !== y);
    return { x, y, colour: rest.length > 0 ? rest[rest.length - 1] : -1, xLog: this.isWide(x), yLog: this.isWide(y) };
  }

  /** Whether a linear axis would squeeze most values together. */
  isWide(column) {
    const [low, high] = extentOf(this.designs.values(column));
    return low > 0 && high / low >= 20;
  }

  addControls() {
    const options = this.designs.columns.map((column, c) => [c, column.label]);
    const choose = (label, key, extra) =>
      selectBox(label, [...options, ...extra], this.axes[key], value => this.setAxis(key, Number(value)));
    this.logBoxes = { x: this.logBox("x"), y: this.logBox("y") };
    this.updateLogBoxes();
    byId("front-controls").replaceChildren(
      element("div", { class: "pair" }, choose("Across (x)", "x", []), this.logBoxes.x),
      element("div", { class: "pair" }, choose("Up (y)", "y", []), this.logBoxes.y),
      choose("Colour", "colour", [[-1, "none"]]));
  }

  logBox(key) {
    const input = element("input", { type: "checkbox" });
    input.addEventListener("change", () => this.setAxis(key + "Log", input.checked));
    return element("label", { class: "check" }, input, element("span", {}, "log " + key));
  }

  updateLogBoxes() {
    for (const [key, box] of Object.entries(this.logBoxes)) {
      const allowed = extentOf(this.designs.values(this.axes[key]))[0] > 0;
      box.firstChild.checked = this.axes[key + "Log"];
      box.firstChild.disabled = !allowed;
      box.title = allowed ? "" : "A logarithmic axis needs values above zero.";
    }
  }

  setAxis(key, value) {
    this.axes[key] = value;
    if (key === "x" || key === "y") {
      this.axes[key + "Log"] = this.isWide(value);
    }
    this.updateLogBoxes();
    this.draw(this.chart);
  }

  draw(chart) {
    const base = baseOption();
    const small = narrow(chart);
    const { left, bottom } = { left: small ? 62 : 76, bottom: 52 };
    chart.setOption({
      ...base,
      tooltip: { ...base.tooltip, formatter: event => this.designs.hover(this.at(event)) },
      grid: { left, right: small ? 14 : 24, top: 20, bottom },
      xAxis: this.axis("x", 32),
      yAxis: this.axis("y", left - 18),
      series: [
        ...this.marks("x", chart.getWidth() / 70), ...this.marks("y", chart.getHeight() / 45),
        ...this.classSeries(),
        this.finalistSeries("front-finalists", design => design.onFront, colour("finalist")),
        this.finalistSeries("off-finalists", design => !design.onFront, colour("muted")),
        this.bestLine(), this.selectedSeries(),
      ],
    }, { notMerge: true });
    this.report(chart);
  }

  /** Says on the page's root how many designs of the front the chart holds. */
  report(chart) {
    const ofFront = chart.getOption().series.filter(series => series.id.startsWith("front"));
    const total = ofFront.reduce((sum, series) => sum + series.data.length, 0);
    page.dataset.frontPoints = total;
    const names = this.designs.name(this.axes.y) + " against " + this.designs.name(this.axes.x);
    byId("front-chart").setAttribute("aria-label", total + " designs of the front: " + names);
  }

  axis(key, nameGap) {
    const c = this.axes[key];
    const format = value => formatTick(value * this.designs.scales[c].factor);
    const axis = axisFor(this.designs.name(c), this.designs.values(c), this.axes[key + "Log"], format);
    return { ...axis, nameGap };
  }

  marks(key, atMost) {
    const c = this.axes[key];
    const { factor } = this.designs.scales[c];
    return this.axes[key + "Log"] ? [logMarks(key === "x" ? 0 : 1, this.designs.values(c), factor, atMost)] : [];
  }

  /** [x, y, index] of the designs that a test accepts. */
  items(accept) {
    const { x, y } = this.axes;
    return this.designs.all.filter(accept).map(design => [design.values[x], design.values[y], design.index]);
  }

  /** One series a colour class, so that ECharts can draw each in bulk. */
  classSeries() {
    const limits = this.colourLimits();
    const c = this.axes.colour;
    const classOf = design => (c < 0 ? 0 : limits.findIndex(limit => design.values[c] <= limit));
    const classes = limits.map(() => []);
    for (const item of this.items(design => design.onFront && !design.finalist)) {
      classes[classOf(this.designs.all[item[2]])].push(item);
    }
    const shade = i => colour("class" + (limits.length > 1 ? 1 + Math.round((i * 5) / (limits.length - 1)) : 2));
    this.showLegend(limits, limits.map((limit, i) => shade(i)));
    return classes.map((data, i) => ({
      id: "front" + i, type: "scatter", data, z: 2, cursor: "pointer",
      symbolSize: this.designs.all.length > 2000 ? 5 : 8,
      large: true, largeThreshold: 1000, progressive: 0,
      itemStyle: { color: shade(i), opacity: 0.85 },
    }));
  }

  /** The upper limits of the colour classes: each value its own where there are few, else equal shares. */
  colourLimits() {
    if (this.axes.colour < 0) {
      return [Infinity];
    }
    const sorted = this.designs.values(this.axes.colour).sort((a, b) => a - b);
    const distinct = [...new Set(sorted)];
    const share = part => sorted[Math.ceil((part * sorted.length) / 6) - 1];
    return distinct.length <= 6 ? distinct : [...new Set([1, 2, 3, 4, 5, 6].map(share))];
  }

  showLegend(limits, shades) {
    const c = this.axes.colour;
    const sign = limits.length === new Set(this.designs.values(c)).size ? "" : "\u2264\u00a0";
    const entry = (limit, i) => element("li", {}, swatch(shades[i]), sign + this.designs.text(c, limit));
    const classes = c < 0 ? [] : [
      element("li", { class: "title" }, this.designs.columns[c].label), ...limits.map(entry)];
    const measured = (name, text, onFront) =>
      (this.designs.finalists.some(({ design }) => design.onFront === onFront)
        ? [element("li", {}, swatch(colour(name), "diamond"), text)] : []);
    byId("front-legend").replaceChildren(
      ...classes,
      ...measured("finalist", "finalist", true),
      ...measured("muted", "finalist no longer on the front", false),
      element("li", {}, swatch(colour("muted"), "dash"), "best of these two axes alone"));
  }

  finalistSeries(id, accept, fill) {
    return {
      id, type: "scatter", data: this.items(design => design.finalist && accept(design)),
      z: 4, symbol: "diamond", symbolSize: 14, cursor: "pointer",
      itemStyle: { color: fill, borderColor: colour("surface"), borderWidth: 1.5, opacity: 1 },
      label: {
        show: true, position: "top", distance: 4, formatter: event => this.at(event).finalist.label,
        color: fill, fontWeight: "bold", fontSize: 12, textBorderColor: colour("surface"), textBorderWidth: 3,
      },
      labelLayout: { moveOverlap: "shiftY" },
    };
  }

  /** The staircase of designs that no other beats in the two objectives shown. */
  bestLine() {
    const { x, y } = this.axes;
    const signs = { MINIMIZED: 1, MAXIMIZED: -1, REPORTED: 0 };
    const [across, up] = [x, y].map(c => signs[this.designs.columns[c].direction]);
    const data = [];
    if (across !== 0 && up !== 0 && x !== y) {
      const sorted = this.items(design => design.onFront)
        .sort((a, b) => across * (a[0] - b[0]) || up * (a[1] - b[1]));
      for (const item of sorted) {
        if (data.length === 0 || up * item[1] < up * data[data.length - 1][1]) {
          data.push(item);
        }
      }
    }
    return {
      id: "best", type: "line", step: "end", silent: true, showSymbol: false, z: 1, data,
      lineStyle: { color: colour("muted"), type: "dashed", width: 1.2 },
    };
  }

  selectedSeries() {
    return {
      id: "selected", type: "scatter", silent: true, z: 5, symbolSize: 22,
      data: this.items(design => design === this.selected),
      itemStyle: { color: "transparent", borderColor: colour("text"), borderWidth: 2 },
    };
  }

  select(design) {
    this.selected = design;
    this.chart.setOption({ series: [this.selectedSeries()] });
    this.showSelected();
  }

  /** To a neighbour along the x axis, for those who do not use a mouse. */
  step(by) {
    const { x } = this.axes;
    const order = [...this.designs.all].sort((a, b) => a.values[x] - b.values[x] || a.index - b.index);
    this.select(order[(order.indexOf(this.selected) + by + order.length) % order.length]);
  }

  showSelected() {
    showDesign(this.designs, this.selected, by => this.step(by));
  }
}
