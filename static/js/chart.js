/** Read a chart with a finger, a mouse or the arrow keys: the nearest point is named below it. */
const POINT = "[data-label]";
const SHOWN = "svg.chart";

/** Of the drawings for wide and narrow screens, the one that is shown. */
function drawing(chart) {
  return [...chart.querySelectorAll(SHOWN)].find((svg) => svg.getClientRects().length);
}

/** In order of time; those of two lines at one time together. */
function points(chart) {
  const all = [...(drawing(chart)?.querySelectorAll(POINT) ?? [])];
  return all.sort((a, b) => place(a) - place(b));
}

function place(point) {
  return Number(point.getAttribute("cx"));
}

/** Pairs say the same words twice: one stop on the way. */
function stops(chart) {
  return points(chart).filter((point, index, all) => point.dataset.label !== all[index - 1]?.dataset.label);
}

function read(chart, point) {
  const svg = drawing(chart);
  svg.querySelector(".chart-cursor")?.remove();
  for (const old of svg.querySelectorAll(`${POINT}.current`)) old.classList.remove("current");
  for (const same of points(chart)) same.classList.toggle("current", same.dataset.label === point.dataset.label);
  const line = document.createElementNS(svg.namespaceURI, "path");
  line.setAttribute("class", "chart-cursor");
  line.setAttribute("d", `M${place(point)} 26V${svg.viewBox.baseVal.height - 30}`);
  svg.append(line);
  const readout = chart.querySelector(".trend-readout");
  if (readout) readout.textContent = point.dataset.label;
}

function middle(point) {
  const { left, width } = point.getBoundingClientRect();
  return left + width / 2;
}

function nearest(chart, x) {
  const away = (point) => Math.abs(middle(point) - x);
  return points(chart).reduce((best, point) => (away(point) < away(best) ? point : best));
}

function onPointer(event) {
  const chart = event.target.closest?.("[data-chart]");
  if (!chart || !event.target.closest("svg") || !points(chart).length) return;
  read(chart, nearest(chart, event.clientX));
}

/** Left and right step, Home and End jump, Enter opens what the cursor stands on. */
function onKey(event) {
  const chart = event.target.closest?.("[data-chart]");
  if (!chart || !event.target.closest("svg")) return;
  const all = stops(chart);
  const at = all.findIndex((point) => point.classList.contains("current"));
  if (event.key === "Enter" && all[at]?.dataset.url) window.location.assign(all[at].dataset.url);
  const last = all.length - 1;
  const next = { ArrowRight: at < 0 ? last : at + 1, ArrowLeft: at < 0 ? last : at - 1, Home: 0, End: last }[event.key];
  if (next === undefined || last < 0) return;
  event.preventDefault();
  read(chart, all[Math.min(Math.max(next, 0), last)]);
}

function reachable(root) {
  for (const svg of root.querySelectorAll(`[data-chart] ${SHOWN}`)) svg.setAttribute("tabindex", "0");
}

document.addEventListener("pointermove", onPointer, { passive: true });
document.addEventListener("pointerdown", onPointer, { passive: true });
document.addEventListener("keydown", onKey);
document.addEventListener("htmx:load", (event) => reachable(event.target));
reachable(document);
