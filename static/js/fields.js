/** "Now" beside a date and time, in the person's own time zone rather than the device's. */
function now() {
  const timeZone = document.documentElement.dataset.zone || undefined;
  const words = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return words.format(new Date()).replace(" ", "T");
}

function show(root) {
  for (const button of root.querySelectorAll("[data-now]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-now]");
  if (!button) return;
  const field = document.getElementById(button.dataset.now);
  field.value = now();
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("htmx:load", (event) => show(event.target));
show(document);
