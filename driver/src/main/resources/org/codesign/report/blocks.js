/** Operators by positions, each cell the distillation error of the trained block. */
function showBlocks({ blocks, front }) {
  if (blocks.length === 0) {
    byId("blocks-table").replaceChildren(element("p", { class: "empty" }, "No block was trained in this run."));
    return;
  }
  const operators = [...new Set(blocks.map(block => block.operator))];
  const trained = blocks.filter(block => block.outcome.status === "trained");
  const error = block => block.outcome.distillationError;
  const range = extentOf(trained.map(error).filter(value => value > 0));
  const best = new Map(front.positions.map(position =>
    [position, Math.min(...trained.filter(block => block.position === position).map(error))]));
  const at = (operator, position) =>
    blocks.find(block => block.position === position && block.operator === operator);
  const rows = operators.map(operator => element("tr", {},
    element("th", { scope: "row" }, operator),
    ...front.positions.map(position => blockCell(at(operator, position), range, best.get(position)))));
  const heads = ["Operator", ...front.positions].map(text => element("th", { scope: "col" }, text));
  byId("blocks-table").replaceChildren(
    element("table", { class: "heat", "aria-label": "Distillation error by operator and position" },
      element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows)));
  const reason = block => element("li", {},
    block.operator + " at " + block.position + " diverged: " + block.outcome.reason);
  byId("blocks-reasons").replaceChildren(
    ...blocks.filter(block => block.outcome.status === "diverged").map(reason));
}

function blockCell(block, range, best) {
  if (!block) {
    return element("td", { class: "none", title: "not in the search space" }, "\u2013");
  }
  const size = element("small", {}, block.parameters.toLocaleString("en-US") + " weights");
  if (block.outcome.status === "diverged") {
    return element("td", { class: "diverged", title: block.outcome.reason }, "diverged", size);
  }
  const error = block.outcome.distillationError;
  const style = heat(error, range, "dark is low");
  return element("td", { class: error === best ? "winner" : undefined, style }, formatNumber(error), size);
}
