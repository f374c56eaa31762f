/** A colour of the style sheet in the present light or dark theme. */
const colour = name => getComputedStyle(page).getPropertyValue("--" + name).trim();

const fontFamily = () => getComputedStyle(document.body).fontFamily;
const redraws = [];
const finished = [];

/** A chart that is drawn now and again whenever the theme or its size changes. */
function chartIn(id, draw) {
  const holder = byId(id);
  const chart = echarts.init(holder);
  finished.push(new Promise(resolve => chart.on("finished", resolve)));
  const redraw = () => draw(chart);
  redraws.push(redraw);
  let width = holder.clientWidth;
  new ResizeObserver(() => {
    chart.resize();
    if (holder.clientWidth !== width) {
      width = holder.clientWidth;
      redraw();
    }
  }).observe(holder);
  redraw();
  return chart;
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraws.forEach(redraw => redraw()));

const narrow = chart => chart.getWidth() < 520;

/** What all charts share. */
function baseOption() {
  return {
    animation: false,
    textStyle: { color: colour("text"), fontFamily: fontFamily() },
    tooltip: {
      confine: true,
      backgroundColor: colour("surface"),
      borderColor: colour("line"),
      textStyle: { color: colour("text") },
      extraCssText: "max-width: 320px",
    },
  };
}

/** An axis for these values. A logarithmic one has no marks of its own: see logMarks. */
function axisFor(name, values, logarithmic, format) {
  const axis = {
    name,
    nameLocation: "middle",
    nameTextStyle: { color: colour("muted"), fontSize: 13 },
    axisLine: { show: true, onZero: false, lineStyle: { color: colour("line") } },
    axisTick: { lineStyle: { color: colour("line") } },
    axisLabel: { color: colour("muted"), formatter: format, hideOverlap: true },
    splitLine: { lineStyle: { color: colour("grid") } },
  };
  if (!logarithmic) {
    return { ...axis, type: "value", scale: true };
  }
  const [low, high] = logExtent(values);
  const hidden = { show: false };
  return { ...axis, type: "log", min: low, max: high, axisLabel: hidden, axisTick: hidden, splitLine: hidden };
}

function extentOf(values) {
  return values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);
}

/** The values' range and a margin, at least a factor of two in all. */
function logExtent(values) {
  const [low, high] = extentOf(values);
  const margin = Math.max(Math.pow(high / low, 0.05), high / low < 1.6 ? 1.2 : 1.05);
  return [low / margin, high * margin];
}

/**
 * Lines and labels at round numbers (1, 2, 5 and the like) of a logarithmic axis (0 = x, 1 = y), at most so many.
 * ECharts by itself marks whole powers only, of which a short axis has none. The factor turns values into what is
 * printed.
 */
function logMarks(axis, values, factor, atMost) {
  const [low, high] = logExtent(values).map(value => value * factor);
  return {
    id: "marks" + axis,
    type: "custom",
    silent: true,
    clip: false,
    z: 0,
    data: roundNumbers(low, high, atMost).map(value => [value / factor]),
    encode: axis === 0 ? { x: 0 } : { y: 0 },
    renderItem: (params, api) => {
      const value = api.value(0);
      const at = api.coord([value, value])[axis];
      const text = markText(axis, at, params.coordSys, value * factor);
      return { type: "group", children: [markLine(axis, at, params.coordSys), text] };
    },
  };
}

function markLine(axis, at, { x, y, width, height }) {
  const across = { x1: x, y1: at, x2: x + width, y2: at };
  const shape = axis === 0 ? { x1: at, y1: y, x2: at, y2: y + height } : across;
  return { type: "line", shape, style: { stroke: colour("grid"), lineWidth: 1 } };
}

function markText(axis, at, { x, y, height }, value) {
  const place = axis === 0
    ? { x: at, y: y + height + 8, align: "center", verticalAlign: "top" }
    : { x: x - 8, y: at, align: "right", verticalAlign: "middle" };
  const style = { ...place, text: formatTick(value), fill: colour("muted"), font: "12px " + fontFamily() };
  return { type: "text", style };
}

/** The finest of some sets of round numbers in [low, high] that has no more than so many. */
function roundNumbers(low, high, atMost) {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const within = (mantissas, step) => {
    const found = [];
    for (let power = from; power <= to; power += 1) {
      const digits = power % step === 0 ? mantissas : [];
      found.push(...digits.map(digit => Number(digit + "e" + power)));
    }
    return found.filter(value => value >= low && value <= high);
  };
  const finest = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9];
  const fine = [finest, [1, 1.5, 2, 3, 4, 5, 6, 8], [1, 2, 3, 5], [1, 2, 5], [1, 3]];
  const sets = [...fine.map(mantissas => within(mantissas, 1)), ...[1, 2, 3, 5, 10].map(step => within([1], step))];
  return sets.find(set => set.length <= atMost) || [];
}

/** Whiskers along an axis (0 = x, 1 = y) for items [x, y, low, high]. */
function whiskers(axis, items, stroke) {
  const along = axis === 0;
  const end = (value, at) => (along ? [at, value[1]] : [value[0], at]);
  const cap = ([x, y], size) => (along ? [[x, y - size], [x, y + size]] : [[x - size, y], [x + size, y]]);
  return {
    type: "custom",
    silent: true,
    z: 2,
    data: items,
    encode: { x: 0, y: 1 },
    clip: true,
    renderItem: (params, api) => {
      const value = [api.value(0), api.value(1)];
      const ends = [api.coord(end(value, api.value(2))), api.coord(end(value, api.value(3)))];
      const lines = [ends, cap(ends[0], 4), cap(ends[1], 4)];
      return {
        type: "group",
        children: lines.map(([from, to]) => ({
          type: "line",
          shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
          style: { stroke, lineWidth: 1.5 },
        })),
      };
    },
  };
}

/** The background of a cell, by where its value stands in a range on a logarithmic scale. */
function heat(value, [low, high], scale) {
  if (!(value > 0)) {
    return undefined;
  }
  const place = high > low ? Math.log(value / low) / Math.log(high / low) : 0.5;
  const strength = 0.04 + 0.5 * (scale === "dark is low" ? 1 - place : place);
  return "background: rgba(" + colour("heat") + ", " + strength.toFixed(3) + ")";
}

function swatch(shade, shape) {
  const style = "background: " + shade + "; border-color: " + shade;
  return element("span", { class: "swatch " + (shape || ""), style, "aria-hidden": "true" });
}
