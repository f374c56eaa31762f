const strong = text => element("strong", {}, text);

/** The most accurate of the finalists; of equals, the smallest. */
function mostAccurate(finalists) {
  const order = (a, b) => b.quantizedAccuracy - a.quantizedAccuracy || b.compression - a.compression;
  return [...finalists].sort(order)[0];
}

/** The result in one paragraph, as text and emphasised text. */
function lead({ run, front }, designs) {
  const { teacher, device } = run;
  if (designs.finalists.length === 0) {
    const many = front.points.length === 1 ? " design" : " designs";
    const count = strong(front.points.length.toLocaleString("en-US") + many);
    return ["The front for ", device, " holds ", count, " out of " + formatDigits(run.designs)
      + ". None has been measured yet."];
  }
  const best = mostAccurate(designs.finalists);
  const gap = 100 * (best.quantizedAccuracy - teacher.accuracy);
  return [
    best.label + ", the most accurate of " + designs.finalists.length + " measured designs, reaches ",
    strong(percent(best.quantizedAccuracy)), " on " + teacher.testImages.toLocaleString("en-US")
      + " test images with its bit-widths applied, ",
    strong(Math.abs(gap).toFixed(2) + " points " + (gap < 0 ? "below" : "above")),
    " the teacher (" + percent(teacher.accuracy) + "), with weights ", strong(times(best.compression) + " smaller"),
    costs(designs, best) + " on " + device + ".",
    smallest(teacher, designs.finalists, best),
  ];
}

/** The finalist's objectives other than its size, which the paragraph has said, and its prediction. */
function costs(designs, finalist) {
  const shown = designs.columns.flatMap((column, c) =>
    (column.direction === "MINIMIZED" && column.unit && column.unit !== "bytes" ? [c] : []));
  const text = c =>
    designs.columns[c].label.toLowerCase() + " of " + designs.text(c, finalist.design.values[c]);
  return shown.length === 0 ? "" : ", at an estimated " + shown.map(text).join(" and ");
}

/** The smallest finalist within two points of the teacher, where it is not the most accurate one. */
function smallest(teacher, finalists, best) {
  const near = finalists.filter(finalist => teacher.accuracy - finalist.quantizedAccuracy <= 0.02);
  const found = near.sort((a, b) => b.compression - a.compression)[0];
  return !found || found === best ? "" : " The smallest within 2 points of the teacher is " + found.label + ": "
    + percent(found.quantizedAccuracy) + " with weights " + times(found.compression) + " smaller.";
}

function showHeader(data, designs) {
  const { run } = data;
  document.title = run.title + " \u2013 co-design report";
  byId("title").textContent = run.title;
  byId("subtitle").textContent = run.device + " \u00b7 " + run.accelerators;
  byId("lead").replaceChildren(...lead(data, designs));
}

function showTiles({ run, finalists, front }, designs) {
  const best = mostAccurate(designs.finalists);
  const tau = finalists.agreements[0];
  const tiles = [
    ["Search space", formatDigits(run.designs), "designs"],
    ["Front", front.points.length.toLocaleString("en-US"), "designs"],
    ["Teacher", percent(run.teacher.accuracy), "accuracy"],
    ...(best ? [
      ["Best finalist", percent(best.quantizedAccuracy), "quantized accuracy"],
      ["Its weights", times(best.compression), "smaller than the teacher\u2019s"],
    ] : []),
    ...(tau ? [["Kendall\u2019s \u03c4", minus(tau.kendallTau.toFixed(2)), tau.of]] : []),
    ...run.figures.map(figure => [figure.label, figure.value, ""]),
  ];
  byId("tiles").append(...tiles.map(([label, value, note]) => element("div", { class: "tile" },
    element("dt", {}, label),
    element("dd", { class: value.length > 8 ? "long" : undefined }, value),
    note ? element("dd", {}, note) : null)));
}

function showProvenance(facts) {
  byId("provenance-facts").append(
    ...facts.flatMap(fact => [element("dt", {}, fact.label), element("dd", {}, fact.value)]));
}

function showReport(data) {
  const designs = new Designs(data);
  showHeader(data, designs);
  showTiles(data, designs);
  const front = new FrontView(designs);
  new FinalistsView(data.run, data.finalists.predictedLabel, designs, front);
  new AgreementView(data.run, data.finalists, designs);
  showBlocks(data);
  redraws.push(() => showBlocks(data));
  new SensitivityView(data.layers);
  showProvenance(data.provenance);
}

showReport(JSON.parse(byId("report-data").textContent));
Promise.all(finished).then(() => {
  page.dataset.ready = "true";
});
