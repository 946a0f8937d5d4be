// A page that stays as the workspace is, and the connection its texts are written together on.
//
// <div data-live="/a/3/plan/live/"> parts of the page, drawn again when what they were made from was written to </div>
// A message is a kind (one byte), a section's id (four) and what it says: covalue/plans/live.py has the list. Without a
// connection everything is as without this file: the page as it was fetched, and forms that save.
export const KIND = {
  join: 1, text: 2, place: 3, leave: 4, stored: 5, refused: 6, changed: 7, stop: 8, joined: 9, writers: 10,
};
const REFUSED = 4403;
const FIRST_RETRY_MS = 300;
const LAST_RETRY_MS = 10_000;
const PROSE_MS = 3000; // texts of others are read again after this, figures at once

const page = document.querySelector("[data-live]");
const handlers = new Map(); // by section: {opened(), lost(), told(kind, body)}
let socket = null;
let tries = 0;
let over = false;

export const isOpen = () => socket?.readyState === WebSocket.OPEN;

export function handle(section, handler) {
  handlers.set(section, handler);
  if (isOpen()) handler.opened();
}

export function forget(section) {
  handlers.delete(section);
}

export function send(kind, section, body = new Uint8Array()) {
  if (!isOpen()) return;
  const message = new Uint8Array(5 + body.length);
  const head = new DataView(message.buffer);
  head.setUint8(0, kind);
  head.setUint32(1, section);
  message.set(body, 5);
  socket.send(message);
}

export const read = (body) => JSON.parse(new TextDecoder().decode(body));

function connect() {
  socket = new WebSocket(page.dataset.live.replace(/^/, location.origin.replace(/^http/, "ws")));
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => {
    ask(); // something may have been written since the page was fetched
    tries = 0;
    for (const handler of handlers.values()) handler.opened();
    page.dispatchEvent(new CustomEvent("live:open", { bubbles: true }));
  });
  socket.addEventListener("message", ({ data }) => {
    const head = new DataView(data);
    take(head.getUint8(0), head.getUint32(1), new Uint8Array(data, 5));
  });
  socket.addEventListener("close", ({ code }) => {
    for (const handler of handlers.values()) handler.lost();
    if (over || code === REFUSED) return;
    setTimeout(connect, Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries) * (0.5 + Math.random()));
    tries += 1;
  });
}

function take(kind, section, body) {
  if (kind === KIND.changed) changed(read(body).prose);
  else if (kind === KIND.stop) {
    over = true;
    for (const handler of handlers.values()) handler.told(KIND.refused, body);
  } else if (kind === KIND.writers) {
    page.dispatchEvent(new CustomEvent("live:writers", { bubbles: true, detail: { section, news: read(body) } }));
    handlers.get(section)?.told(kind, body);
  } else handlers.get(section)?.told(kind, body);
}

// What is on the page is asked again: one question at a time, and once more for what was written meanwhile.
let asking = false;
let again = false;
let later = null;

function changed(onlyProse) {
  if (!onlyProse) ask();
  else later ??= setTimeout(ask, PROSE_MS);
}

export async function ask() {
  clearTimeout(later);
  later = null;
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) draw(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // the connection is gone; when it is there again, everything is asked anew
  }
  asking = false;
  if (again) {
    again = false;
    ask();
  }
}

const TOKEN = /name="csrfmiddlewaretoken" value="[^"]*"/g;
const said = (part) => part.outerHTML.replace(TOKEN, "");
const drawn = new WeakMap(); // how a part came from the server, since scripts change it afterwards
const isTyped = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select, .together");
const isInUse = (part) =>
  isTyped(part) || part.querySelector("form[data-autosave]:not([hidden]), dialog[open], details[open]");

function draw(other) {
  const now = other.querySelector("[data-live]");
  if (now) align(page, now);
}

function align(part, fresh) {
  const [old, made] = [[...part.children], [...fresh.children]];
  const alike = old.length === made.length && old.every((one, at) => one.tagName === made[at].tagName && one.id === made[at].id);
  if (part.matches("[data-live], [data-live-parts]") && alike) old.forEach((one, at) => align(one, made[at]));
  else if (said(fresh) !== drawn.get(part) && !isInUse(part)) put(part, fresh);
}

function put(part, fresh) {
  const made = document.importNode(fresh, true);
  note(made);
  const wasRead = part.contains(document.activeElement);
  part.replaceWith(made);
  if (wasRead) made.querySelector("[data-reads]")?.focus();
  window.htmx?.process(made);
  document.body.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: made } }));
  page.dispatchEvent(new CustomEvent("live:drawn", { bubbles: true, detail: { part: made } }));
}

function note(part) {
  drawn.set(part, said(part));
  for (const one of part.children) if (part.matches("[data-live], [data-live-parts]")) note(one);
}

if (page) {
  note(page);
  connect();
  addEventListener("pagehide", () => {
    over = true;
    socket.close();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    over = false;
    connect();
  });
}
