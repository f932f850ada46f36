/** Toasts leave by themselves, later if they carry a deed, never with bad news; failures say so. */
const region = document.getElementById("messages");
const PATIENCE = 7000;

function leaveLater(toast) {
  if (toast.matches(".error, .warning")) return;
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, PATIENCE) : toast.remove());
  setTimeout(leave, toast.querySelector("form") ? PATIENCE * 3 : PATIENCE);
}

function sayTrouble(event) {
  if (event.target.matches("[data-silent]")) return;
  const trouble = document.getElementById("trouble");
  if (!region.querySelector(".toast.error")) region.append(trouble.content.cloneNode(true));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
});
region.querySelectorAll(".toast").forEach(leaveLater);
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node instanceof HTMLElement) leaveLater(node);
  }
}).observe(region, { childList: true });
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, sayTrouble);
}
