// Keeps an open conversation in step with the reply being written. Frames: chat/replies/frames.py.
const root = document.querySelector("[data-socket]");
const status = document.querySelector("[data-connection]");
const GONE = new Set([4401, 4403, 4404]);
const CROWDED = 4429; // too many tabs of this person
let socket = null;
let wait = 250;
let settled = 0;

const nodes = (html) => new DOMParser().parseFromString(html, "text/html").body.childNodes;
const reply = (id) => document.getElementById(`reply-${id}`);
const toEnd = () => window.scrollTo({ top: document.body.scrollHeight });
const atEnd = () => window.innerHeight + window.scrollY > document.body.scrollHeight - 160;

function open() {
  const url = new URL(root.dataset.socket, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  socket = new WebSocket(url);
  socket.addEventListener("open", () => {
    wait = 250;
    settled = setTimeout(() => (status.hidden = true), 500); // a crowded one is closed at once
    watch();
  });
  socket.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  socket.addEventListener("close", (event) => {
    if (GONE.has(event.code)) return location.reload();
    const crowded = event.code === CROWDED;
    clearTimeout(settled);
    status.textContent = crowded ? status.dataset.crowded : status.dataset.lost;
    status.hidden = false;
    setTimeout(open, crowded ? 5000 : wait);
    wait = Math.min(wait * 2, 5000);
  });
}

function send(message) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(message));
  return true;
}

function watch() {
  for (const article of document.querySelectorAll("[data-active]")) {
    send({ type: "watch", reply: article.dataset.active, after: Number(article.dataset.after) });
  }
}

function receive(frame) {
  if (frame.k === "thread") return setTimeout(refresh, 300, frame.newest);
  const article = reply(frame.reply);
  if (!article) return;
  const follow = atEnd();
  if (frame.k === "end") {
    article.replaceWith(...nodes(frame.html));
    htmx.process(reply(frame.reply));
  } else grow(article, frame);
  if (follow) toEnd();
}

function grow(article, frame) {
  const body = article.querySelector("[data-body]");
  const tail = body.querySelector("[data-open]");
  article.dataset.after = frame.n;
  article.querySelector("[data-waiting]")?.remove();
  if (frame.k === "delta") return tail.append(frame.t);
  if (frame.k === "snapshot") body.replaceChildren(tail);
  tail.before(...nodes(frame.html));
  tail.textContent = frame.rest;
}

function refresh(newest) {
  // The tab that asked already has the new reply from its own form.
  if (newest && reply(newest)) return;
  htmx.ajax("GET", location.pathname, { target: "#thread", swap: "outerHTML" });
}

function onSubmit(event) {
  const id = event.target.dataset.stop;
  if (id && send({ type: "stop", reply: id })) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

function onKey(event) {
  if (event.key === "Escape") return leave(event.target);
  if (!event.target.matches(".composer-box textarea") || event.shiftKey || event.isComposing) return;
  const empty = event.target.id === "composer-text" && !event.target.value;
  if (event.key === "ArrowUp" && empty && edit()) event.preventDefault();
  if (event.key !== "Enter" || !matchMedia("(pointer: fine)").matches) return;
  event.preventDefault();
  event.target.form.requestSubmit();
}

function edit() {
  const last = document.getElementById("edit");
  if (!last?.checkVisibility()) return false;
  last.open = true;
  last.querySelector("textarea").focus();
  return true;
}

/** Esc closes what is open first; with nothing open it stops the answer. */
function leave(target) {
  if (document.querySelector("dialog[open], .menu[open]")) return;
  const editing = target.closest("#edit[open]");
  if (!editing) return document.querySelector("[data-stop]")?.requestSubmit();
  editing.open = false;
  document.getElementById("composer-text").focus();
}

async function onClick(event) {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.closest(".message").querySelector("[data-body]").innerText);
  button.setAttribute("aria-label", button.dataset.copy);
  button.classList.add("done");
}

document.addEventListener("keydown", onKey, true); // before menus close themselves
if (root) {
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "thread") toEnd();
    watch();
  });
  window.addEventListener("online", () => (wait = 250));
  if (!location.hash) toEnd();
  open();
}
