const shades = ["class1", "class3", "class6", "class4", "class2", "class5"];

/** Points of several kinds on two logarithmic axes. */
function logScatter(id, xName, yName, groups, label) {
  const points = groups.flatMap(group => group.points);
  const xs = points.map(point => point.x);
  const ys = points.map(point => point.y);
  chartIn(id, chart => {
    const base = baseOption();
    const left = 96;
    chart.setOption({
      ...base,
      tooltip: { ...base.tooltip, formatter: event => label(event.data.point) },
      grid: { left, right: 28, top: 16, bottom: 56 },
      xAxis: { ...axisFor(xName, xs, true, formatTick), nameGap: 32 },
      yAxis: { ...axisFor(yName, ys, true, formatTick), nameGap: 72 },
      series: [
        logMarks(0, xs, 1, (chart.getWidth() - left) / 65),
        logMarks(1, ys, 1, chart.getHeight() / 40),
        ...groups.map((group, g) => ({
          type: "scatter", z: 3, symbolSize: 9, itemStyle: { color: colour(shades[g % shades.length]) },
          data: group.points.map(point => ({ value: [point.x, point.y], point })),
        })),
      ],
    }, { notMerge: true });
  });
}

const hoverText = (title, ...lines) =>
  element("div", { class: "hover" }, element("strong", {}, title), ...lines.map(line => element("p", {}, line)));

function showMeasured(data) {
  const measured = data.layers.some(layer => layer.measured);
  const bits = Object.keys(data.layers[0].omega);
  const groups = !measured ? [] : bits.map(b => ({
    bits: b,
    points: data.layers
      .map(layer => ({ layer, bits: b, x: layer.omega[b], y: layer.measured[b].divergence }))
      .filter(point => point.x > 0 && point.y > 0),
  })).filter(group => group.points.length > 0);
  if (groups.length === 0) {
    byId("measured-note").textContent = "";
    byId("measured-card").replaceChildren(
      element("p", { class: "empty" }, "No layer was quantized alone and measured in this run."));
    byId("measured-table").hidden = true;
    return;
  }
  byId("measured-note").textContent = "Each point is a layer quantized alone on " + data.images
    + " images: its score, and how far the answers really moved (mean Kullback-Leibler divergence). Spearman\u2019s rho compares the orders.";
  byId("measured-chart").setAttribute("aria-label", "Score against measured divergence of each layer");
  logScatter("measured-chart", "Score", "Measured divergence", groups, point =>
    hoverText(point.layer.name + " at " + point.bits + " bits", "Score " + formatNumber(point.x),
      "Loss " + formatNumber(point.layer.measured[point.bits].loss) + ", accuracy "
        + percent(point.layer.measured[point.bits].accuracy)));
  const legend = () => byId("measured-legend").replaceChildren(...groups.map((group, g) =>
    element("li", {}, swatch(colour(shades[g % shades.length])), group.bits + " bits")));
  legend();
  redraws.push(legend);
  byId("measured-table").append(element("table", {},
    element("thead", {}, element("tr", {}, ...["Spearman\u2019s rho of", "Bits", "Rho"].map((text, i) =>
      element("th", { scope: "col", class: i === 0 ? undefined : "number" }, text)))),
    element("tbody", {}, ...data.spearman.map(one => element("tr", {}, element("th", { scope: "row" }, one.of),
      element("td", { class: "number" }, String(one.bits)),
      element("td", { class: "number" }, minus(one.rho.toFixed(3))))))));
}

function showFrontier(data) {
  const points = data.frontier.map(point => ({ ...point, x: point.sizeMegabytes, y: point.score }))
    .filter(point => point.y > 0);
  if (points.length === 0) {
    byId("frontier-card").replaceChildren(element("p", { class: "empty" }, "There is no front to draw."));
    return;
  }
  byId("frontier-chart").setAttribute("aria-label", "Sum of the layers' scores against size of the weights");
  logScatter("frontier-chart", "Weights in MB", "Sum of scores", [{ points }], point =>
    hoverText(formatNumber(point.x) + " MB", "Score " + formatNumber(point.y), "Bits " + point.bits.join(" ")));
}

function showNetwork(data) {
  const name = data.model.split("/").pop();
  document.title = name + " \u2013 sensitivity report";
  byId("title").textContent = name;
  byId("subtitle").textContent = (data.data || "no data") + " \u00b7 " + data.loss + " loss \u00b7 batch normalisation "
    + data.batchNorm;
  const parameters = data.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const tiles = [
    ["Layers", data.layers.length, parameters.toLocaleString("en-US") + " weights"],
    ["Images", data.images.toLocaleString("en-US"), ""],
    ["Probes", data.probes, data.grouping.replaceAll("_", " ")],
    ...(data.original ? [["Loss", formatNumber(data.original.loss), "accuracy " + percent(data.original.accuracy)]] : []),
    ...Object.entries(data.eightBits || {}).map(([ranges, value]) =>
      ["All at 8 bits", percent(value.accuracy), "ranges from " + ranges + " images"]),
    ["Front", data.frontier.length.toLocaleString("en-US"), "choices of bits"],
  ];
  byId("tiles").append(...tiles.map(([label, value, note]) => element("div", { class: "tile" },
    element("dt", {}, label), element("dd", {}, String(value)), note ? element("dd", {}, note) : null)));
  new LayersView(data);
  showMeasured(data);
  showFrontier(data);
}

showNetwork(JSON.parse(byId("report-data").textContent));
Promise.all(finished).then(() => {
  page.dataset.ready = "true";
});
