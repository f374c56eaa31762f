/** A table whose columns sort on a click: {label, unit, value(row), cell(row), isText, isHeader, isBest}. */
function sortableTable(caption, columns, rows, footer) {
  const body = element("tbody", {});
  const heads = columns.map((column, c) => sortHead(column, () => sortBy(c)));
  let sorted = { column: 0, order: 1 };
  const fill = () => {
    const { value } = columns[sorted.column];
    const compare = (a, b) => (value(a) > value(b) ? 1 : value(a) < value(b) ? -1 : 0);
    const inOrder = [...rows].sort((a, b) => sorted.order * compare(a, b));
    body.replaceChildren(...inOrder.map(row => element("tr", {}, ...columns.map(column => tableCell(column, row)))));
    const direction = sorted.order > 0 ? "ascending" : "descending";
    heads.forEach((head, c) => head.setAttribute("aria-sort", c === sorted.column ? direction : "none"));
  };
  const sortBy = column => {
    sorted = { column, order: sorted.column === column ? -sorted.order : 1 };
    fill();
  };
  fill();
  return element("table", { "aria-label": caption }, element("thead", {}, element("tr", {}, ...heads)), body, footer);
}

function sortHead(column, onclick) {
  const unit = column.unit ? element("span", { class: "unit" }, column.unit) : null;
  return element("th", { scope: "col", class: column.isText ? undefined : "number" },
    element("button", { class: "sort", type: "button", onclick }, element("span", {}, column.label), unit));
}

function tableCell(column, row) {
  const kinds = [column.isText ? "" : "number", column.isBest && column.isBest(row) ? "best" : ""];
  const attributes = { class: kinds.join(" ").trim() || undefined, scope: column.isHeader ? "row" : undefined };
  return element(column.isHeader ? "th" : "td", attributes, column.cell(row));
}

/** How many layers' times were measured; the others are the model's. */
function measuredColumn() {
  return {
    ...numberColumn("Layers", "measured", row => measuredLayers(row), String),
    cell: row => row.layers.length === 0 ? "\u2013" : measuredLayers(row) + " of " + row.layers.length,
  };
}

/** The measured designs in a table. */
class FinalistsView {
  constructor(run, predictedLabel, designs, front) {
    this.teacher = run.teacher;
    this.label = predictedLabel;
    this.designs = designs;
    this.front = front;
    this.rows = designs.finalists;
    this.columns = this.rows.length > 0 ? this.tableColumns() : [];
    if (this.rows.length === 0) {
      byId("finalists-note").textContent = "No design has been assembled and measured in this run.";
      byId("finalists-table").hidden = true;
    } else {
      byId("finalists-note").textContent = this.note();
      byId("finalists-table").append(sortableTable("Finalists", this.columns, this.rows, this.teacherRow()));
    }
  }

  note() {
    const left = this.rows.some(row => !row.design.onFront);
    return "Assembled from their trained blocks, recovered by fine-tuning with their bits, and measured on "
      + this.teacher.testImages.toLocaleString("en-US") + " test images (standard error about "
      + (100 * standardError(this.rows[0].quantizedAccuracy, this.teacher)).toFixed(2) + " points). "
      + (left ? "\u2020 marks a design that is not on the front of predicted loss. " : "")
      + "Select a heading to sort, a finalist to see it in the front.";
  }

  tableColumns() {
    const { columns, scales } = this.designs;
    const top = Math.max(...this.rows.map(row => row.quantizedAccuracy));
    const shown = columns.flatMap((column, c) => (column.label === this.label ? [] : [c]));
    const ofDesign = c => numberColumn(
      columns[c].label, scales[c].unit, row => row.design.values[c], v => formatNumber(v * scales[c].factor));
    return [
      {
        label: "Finalist", isHeader: true, isText: true,
        value: row => Number(row.label.slice(1)), cell: row => this.selectButton(row),
      },
      numberColumn(this.label, "", row => row.predicted, formatNumber),
      {
        ...numberColumn("Quantized", "accuracy", row => row.quantizedAccuracy, percent),
        isBest: row => row.quantizedAccuracy === top,
      },
      numberColumn("Float", "accuracy", row => row.floatAccuracy, percent),
      numberColumn("To teacher", "points", row => row.quantizedAccuracy - this.teacher.accuracy, signedPoints),
      numberColumn("Smaller", "than teacher", row => row.compression, times),
      ...shown.map(ofDesign),
      ...(this.rows.some(row => measuredLayers(row) > 0) ? [measuredColumn()] : []),
      { label: "Design", isText: true, value: row => row.design.id, cell: row => row.design.id },
    ];
  }

  selectButton(row) {
    const onclick = () => {
      this.front.select(row.design);
      byId("front").scrollIntoView();
    };
    const label = row.label + (row.design.onFront ? "" : "\u2020");
    return element("button", { type: "button", class: "link", title: "Show in the front", onclick }, label);
  }

  teacherRow() {
    const number = text => element("td", { class: "number" }, text);
    const { factor, unit } = scaleOf({ unit: "bytes" }, [this.teacher.sizeBytes]);
    const size = withUnit(formatNumber(this.teacher.sizeBytes * factor), unit);
    return element("tfoot", {}, element("tr", {},
      element("th", { scope: "row" }, "Teacher"), number(""), number(""),
      number(percent(this.teacher.accuracy)), number("0.00"), number(times(1)),
      element("td", { colspan: this.columns.length - 6 }, this.teacher.name + ", weights of " + size)));
  }
}

const measuredLayers = finalist => finalist.layers.filter(layer => layer.measured).length;

function numberColumn(label, unit, value, format) {
  return { label, unit, value, cell: row => format(value(row)) };
}

/** The standard error of an accuracy that was counted on the test images. */
function standardError(accuracy, teacher) {
  return teacher.testImages > 0 ? Math.sqrt((accuracy * (1 - accuracy)) / teacher.testImages) : 0;
}
