"use strict";

const page = document.documentElement;

function fail(message) {
  page.dataset.error = message;
  const notice = document.getElementById("failure");
  notice.textContent = "The report could not be drawn in full: " + message;
  notice.hidden = false;
}

window.addEventListener("error", event => fail(event.message));
window.addEventListener("unhandledrejection", event => fail(String(event.reason)));

const byId = id => document.getElementById(id);

/** An element with attributes and children; text is always a text node, never markup. */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      made.addEventListener(name.slice(2), value);
    } else if (value !== undefined) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter(child => child));
  return made;
}

/** A labelled select; options are [value, text] pairs. */
function selectBox(label, options, value, onChange) {
  const option = ([key, text]) => element("option", { value: key }, text);
  const box = element("select", {}, ...options.map(option));
  box.value = value;
  box.addEventListener("change", () => onChange(box.value));
  return element("label", {}, label, box);
}

/** A number in four significant digits, in powers of ten where it is very large or small. */
function formatNumber(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-3)) {
    return powerOfTen(...value.toExponential(2).split("e"));
  }
  const whole = size >= 1000 || Number.isInteger(value);
  const decimals = whole ? 0 : Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(size))));
  return minus(value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
}

/** A round number of an axis, without the zeros that a table keeps. */
function formatTick(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) {
    const [digits, power] = Number(value.toPrecision(6)).toExponential().split("e");
    return powerOfTen(digits, power);
  }
  return minus(Number(value.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 6 }));
}

function powerOfTen(digits, power) {
  const factor = digits === "1" ? "" : minus(digits) + "\u00d7";
  return factor + "10" + superscript(Number(power));
}

const minus = text => text.replace("-", "\u2212");

function superscript(power) {
  const digits = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
  return (power < 0 ? "\u207b" : "") + [...String(Math.abs(power))].map(digit => digits[digit]).join("");
}

/** A count that may exceed what a number holds, given as decimal digits. */
function formatDigits(digits) {
  if (digits.length <= 12) {
    return BigInt(digits).toLocaleString("en-US");
  }
  return digits[0] + "." + digits.slice(1, 3) + "\u00d710" + superscript(digits.length - 1);
}

/** The factor and unit that a column is printed in, the same for all its values. */
function scaleOf(column, values) {
  if (column.unit !== "bytes") {
    return { factor: 1, unit: column.unit };
  }
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  return largest >= 1e6 ? { factor: 1e-6, unit: "MB" } : { factor: 1e-3, unit: "kB" };
}

const withUnit = (text, unit) => (unit ? text + "\u00a0" + unit : text);
const percent = (share, digits = 2) => (100 * share).toFixed(digits) + "\u00a0%";
const signedPoints = share => minus((share < 0 ? "" : "+") + (100 * share).toFixed(2));
const times = ratio => ratio.toFixed(ratio < 100 ? 1 : 0) + "\u00d7";
