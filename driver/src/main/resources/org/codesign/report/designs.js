/** The designs of a report: those of the front, then measured ones that have left it, and how to print them. */
class Designs {
  constructor(data) {
    this.columns = data.front.columns;
    this.positions = data.front.positions;
    this.all = data.front.points.map((point, index) => ({ ...point, index, onFront: true }));
    this.byId = new Map(this.all.map(design => [design.id, design]));
    this.finalists = data.finalists.finalists.map((finalist, i) => this.addFinalist(finalist, "F" + (i + 1)));
    this.scales = this.columns.map((column, c) => scaleOf(column, this.values(c)));
  }

  addFinalist(finalist, label) {
    const { id } = finalist.design;
    if (!this.byId.has(id)) {
      const design = { ...finalist.design, index: this.all.length, onFront: false };
      this.all.push(design);
      this.byId.set(id, design);
    }
    const design = this.byId.get(id);
    design.finalist = { ...finalist, label, design };
    return design.finalist;
  }

  values(column) {
    return this.all.map(design => design.values[column]);
  }

  /** The column's label and unit. */
  name(column) {
    const { label } = this.columns[column];
    return this.scales[column].unit ? label + " (" + this.scales[column].unit + ")" : label;
  }

  /** A value of a column with its unit. */
  text(column, value) {
    const { factor, unit } = this.scales[column];
    return withUnit(formatNumber(value * factor), unit);
  }

  valueTable(design) {
    return pairTable(this.columns.map((column, c) => [column.label, this.text(c, design.values[c])]));
  }

  /** What stands at each position: the operator, and its bits after the first colon. */
  blockTable(design) {
    const rows = this.positions.map((position, i) => {
      const [operator, bits] = design.blocks[i].split(/:(.*)/s);
      return element("tr", {},
        element("th", { scope: "row" }, position),
        element("td", {}, operator),
        element("td", { class: "number" }, (bits || "\u2013").replaceAll(",", ", ")));
    });
    return element("table", {}, element("tbody", {}, ...rows));
  }

  hover(design) {
    const label = design.finalist ? design.finalist.label + " \u00b7 " : "";
    return element("div", { class: "hover" },
      element("strong", {}, label + design.id),
      this.valueTable(design),
      element("p", {}, design.accelerator),
      element("p", {}, design.blocks.join(" \u00b7 ")));
  }
}

/** Names and values in two columns. */
function pairTable(pairs) {
  const row = ([name, value]) => element("tr", {},
    element("th", { scope: "row" }, name), element("td", { class: "number" }, value));
  return element("table", {}, element("tbody", {}, ...pairs.map(row)));
}

/** The panel that shows all of the selected design; onStep(by) moves along the x axis. */
function showDesign(designs, design, onStep) {
  const { finalist } = design;
  const measured = finalist ? [element("h4", {}, "Measured"), measuredTable(finalist)] : [];
  byId("design").replaceChildren(
    element("div", { class: "bar" }, element("h3", {}, design.id), stepButtons(onStep)),
    ...(finalist ? [finalistBadge(design)] : []),
    ...measured,
    element("h4", {}, "Operators and bits"), designs.blockTable(design),
    element("h4", {}, "Accelerator"), element("p", {}, design.accelerator),
    element("h4", {}, "Predicted and estimated"), designs.valueTable(design),
    ...(finalist && finalist.layers.length > 0 ? [layerTimes(finalist.layers)] : []));
}

/** What each layer adds to the latency, and whether that was measured or comes from the model. */
function layerTimes(layers) {
  const row = layer => element("tr", {},
    element("th", { scope: "row" }, layer.layer),
    element("td", {}, layer.bits),
    element("td", { class: "number" }, formatNumber(layer.latencyMillis) + "\u00a0ms"),
    element("td", {}, layer.measured ? "measured" : "model"));
  return element("details", {}, element("summary", {}, "Latency by layer"),
    element("table", {}, element("tbody", {}, ...layers.map(row))));
}

function finalistBadge(design) {
  return element("span", { class: "badge" },
    "Finalist " + design.finalist.label + (design.onFront ? "" : ", no longer on the front"));
}

function measuredTable(finalist) {
  return pairTable([
    ["Quantized accuracy", percent(finalist.quantizedAccuracy)],
    ["Float accuracy", percent(finalist.floatAccuracy)],
    ["Smaller than the teacher", times(finalist.compression)],
  ]);
}

function stepButtons(onStep) {
  const move = (id, by) => {
    onStep(by);
    byId(id).focus();
  };
  const button = (text, id, name, by) =>
    element("button", { type: "button", id, title: name, "aria-label": name, onclick: () => move(id, by) }, text);
  return element("div", { class: "steps", role: "group", "aria-label": "Neighbours along the x axis" },
    button("\u2190", "previous", "Previous design", -1), button("\u2192", "next", "Next design", 1));
}
