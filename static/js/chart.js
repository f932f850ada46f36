/** Read a chart with a finger, a mouse or the arrow keys: the nearest point is named below it. */
const POINT = "[data-label]";

function points(chart) {
  return [...chart.querySelectorAll(POINT)];
}

function read(chart, point) {
  chart.querySelector(`${POINT}.current`)?.classList.remove("current");
  point.classList.add("current");
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
  if (!chart || !event.target.closest("svg") || !chart.querySelector(POINT)) return;
  read(chart, nearest(chart, event.clientX));
}

function onKey(event) {
  const chart = event.target.closest?.("[data-chart]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!chart || !step || !event.target.closest("svg")) return;
  const all = points(chart);
  if (!all.length) return;
  event.preventDefault();
  const at = all.findIndex((point) => point.classList.contains("current"));
  const next = at < 0 ? all.length - 1 : Math.min(Math.max(at + step, 0), all.length - 1);
  read(chart, all[next]);
}

function reachable(root) {
  for (const svg of root.querySelectorAll("[data-chart] svg.chart")) svg.setAttribute("tabindex", "0");
}

document.addEventListener("pointermove", onPointer, { passive: true });
document.addEventListener("pointerdown", onPointer, { passive: true });
document.addEventListener("keydown", onKey);
document.addEventListener("htmx:load", (event) => reachable(event.target));
reachable(document);
