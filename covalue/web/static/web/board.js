// The board: type where you click, drag cards between rows, see what others put on. Without this file every card has its menu.
import { toast } from "./toasts.js";

const ASK_MS = 2000;
const SLOW_MS = 10000;
const board = () => document.getElementById("board");
let pause = ASK_MS;

let last = Promise.resolve();

// One change after the other, in the order they were made.
function tell(address, values) {
  const told = last.then(() => send(address, values));
  last = told.catch(() => {});
  return told;
}

async function send(address, values) {
  const root = board();
  const answer = await fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": root.querySelector("[name=csrfmiddlewaretoken]").value, Accept: "application/json" },
    body: new URLSearchParams({ since: root.dataset.revision, ...values }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.sentence);
  show(told);
  return told;
}

// Move a card, and say where it is now to whoever does not see it.
async function move(card, place) {
  const id = card.dataset.card;
  await tell(card.dataset.move, place);
  sayMoved(document.getElementById(`card-${id}`));
}

function sayMoved(card) {
  const lane = card?.closest("[data-lane]");
  if (!lane) return;
  const cards = [...lane.querySelectorAll("[data-card]")];
  const words = {
    card: card.querySelector(".words").textContent.trim(),
    row: lane.querySelector("h2").textContent.trim(),
    place: cards.indexOf(card) + 1,
    all: cards.length,
  };
  const news = document.getElementById("board-news");
  news.textContent = board().dataset.moved.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
}

// What happened to this board elsewhere, and how it stands after a change of our own.
function show(told) {
  const root = board();
  if (String(told.revision) !== root.dataset.revision && told.revision) {
    for (const [id, drawn] of Object.entries(told.cards)) draw(id, drawn);
    for (const [lane, order] of Object.entries(told.order)) arrange(root.querySelector(`[data-lane="${lane}"] .slips`), order);
    const there = new Set(Object.values(told.order).flat());
    for (const card of root.querySelectorAll("[data-card]")) if (!there.has(Number(card.dataset.card))) card.remove();
    root.dataset.revision = told.revision;
  }
  if (told.said !== undefined) document.getElementById("said").innerHTML = told.said;
  const people = document.getElementById("people");
  people.replaceChildren(...told.people.map(({ name, initials }) => Object.assign(document.createElement("span"), { className: "avatar", title: name, textContent: initials })));
}

function draw(id, drawn) {
  const old = document.getElementById(`card-${id}`);
  if (old?.querySelector(".writer")) return; // somebody is writing here: the refusal of an older text tells them
  const parsed = new DOMParser().parseFromString(`<ul>${drawn}</ul>`, "text/html").querySelector("li");
  const focused = old?.contains(document.activeElement);
  if (old) old.replaceWith(parsed);
  else board().querySelector(".slips").insertBefore(parsed, board().querySelector(".slips > .adder"));
  parsed.classList.add("fresh");
  if (focused) parsed.focus();
}

function arrange(list, order) {
  const now = [...list.querySelectorAll("[data-card]")].map((card) => Number(card.dataset.card));
  if (now.join() === order.join()) return;
  const focused = document.activeElement;
  const last = list.querySelector(".adder");
  for (const id of order) list.insertBefore(document.getElementById(`card-${id}`), last);
  if (list.contains(focused)) focused.focus();
}

async function ask() {
  const root = board();
  if (root && !document.hidden) {
    const state = document.getElementById("board-state");
    try {
      const answer = await fetch(`${root.dataset.changes}?since=${root.dataset.revision}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(root.dataset.away);
      show(await answer.json());
      state.hidden = true;
      pause = ASK_MS;
    } catch {
      state.textContent = root.dataset.away;
      state.hidden = false;
      pause = Math.min(2 * pause, SLOW_MS);
    }
  }
  setTimeout(ask, pause);
}

// Writing: Enter puts it on the board, Escape leaves, and a refusal keeps the words.
function writer(place, text, save) {
  const area = Object.assign(document.createElement("textarea"), { className: "writer", value: text, maxLength: 400, rows: 3 });
  area.setAttribute("aria-label", board().dataset.write);
  area.placeholder = board().dataset.write;
  place.append(area);
  area.focus();
  area.select();
  let done = false;
  const leave = async (keep, again) => {
    if (done) return;
    done = true;
    const words = area.value.trim();
    if (!keep || !words || (words === text && !place.matches(".writing"))) return close();
    try {
      await save(words, again, close);
    } catch (refused) {
      done = false;
      toast(refused.message || board().dataset.away, { error: true });
      area.focus();
    }
  };
  const close = () => (place.matches(".writing") ? place.remove() : area.remove());
  area.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") leave(false, false);
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      leave(true, true);
    }
  });
  area.addEventListener("blur", () => leave(true, false));
}

// What was written stands on the board at once, and the next can be typed; what is refused comes back to be changed.
function writeNew(list, before, text = "") {
  const place = Object.assign(document.createElement("li"), { className: "slip writing" });
  list.insertBefore(place, before ?? list.querySelector(".adder"));
  const lane = list.closest("[data-lane]").dataset.lane;
  writer(place, text, async (words, again) => {
    place.className = "slip waiting";
    place.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
    if (again) writeNew(list, before?.isConnected ? before : null);
    try {
      await tell(board().dataset.add, { lane, words, ...(before?.isConnected ? { before: before.dataset.card } : {}) });
    } catch (refused) {
      toast(refused.message || board().dataset.away, { error: true });
      writeNew(list, place, words);
    }
    place.remove();
  });
}

function rewrite(card) {
  if (card.querySelector(".writer")) return;
  const words = card.querySelector(".words");
  words.hidden = true;
  const seen = card.dataset.edits;
  writer(card, words.textContent, async (text, _again, close) => {
    close();
    try {
      await tell(card.dataset.edit, { words: text, seen });
    } catch (refused) {
      words.hidden = false;
      rewrite(card);
      card.querySelector(".writer").value = text;
      throw refused;
    }
  });
  card.querySelector(".writer").addEventListener("blur", () => (words.hidden = false));
}

// The card that what lies at (x, y) stands before, if any.
function following(list, x, y) {
  return [...list.querySelectorAll("[data-card]")].find((card) => {
    const box = card.getBoundingClientRect();
    return y < box.top || (y < box.bottom && x < box.left + box.width / 2);
  });
}

async function attempt(work) {
  try {
    await work();
  } catch (refused) {
    toast(refused.message || board().dataset.away, { error: true });
  }
}

async function takeOff(card) {
  const { restore } = card.dataset;
  await tell(card.dataset.remove, {});
  toast(board().dataset.gone, { undo: { label: board().dataset.undo, href: restore } });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-board]");
  if (!form || !board()) return;
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form));
  attempt(async () => {
    const card = form.closest("[data-card]");
    if (card && form.getAttribute("action") === card.dataset.remove) return takeOff(card);
    if (card && form.getAttribute("action") === card.dataset.move) return move(card, values);
    await tell(form.getAttribute("action"), values);
    form.closest("details.drop")?.removeAttribute("open");
    if (form.elements.words?.matches("input")) {
      form.elements.words.value = "";
      form.elements.words.focus();
    }
  });
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-fills]")) return board().requestFullscreen();
  if (!board()?.hasAttribute("data-may-edit") || !board().contains(event.target)) return;
  const card = event.target.closest("[data-card]");
  if (card && event.target.closest(".words")) return rewrite(card);
  const list = event.target.closest(".slips");
  if (list && event.target === list) writeNew(list, following(list, event.clientX, event.clientY));
});

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("[data-card]");
  if (!card || event.target !== card) return;
  if (event.key === "Enter" || event.key === "F2") {
    event.preventDefault();
    return rewrite(card);
  }
  if (event.key === "Delete") return attempt(() => takeOff(card));
  if (!event.altKey || !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  const lanes = [...board().querySelectorAll("[data-lane]")];
  const at = lanes.indexOf(card.closest("[data-lane]"));
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step) {
    const lane = lanes[at + step];
    if (lane) attempt(() => move(card, { lane: lane.dataset.lane }));
    return;
  }
  const next = card.nextElementSibling?.nextElementSibling;
  const before = event.key === "ArrowLeft" ? card.previousElementSibling : next;
  if (event.key === "ArrowLeft" && !before) return;
  attempt(() => move(card, { lane: lanes[at].dataset.lane, ...(before?.dataset.card ? { before: before.dataset.card } : {}) }));
});

// “+” opens the line to write a card in, with the cursor in it; Escape closes it.
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches(".adder details[open]")) event.target.querySelector("[name=words]").focus();
  },
  true,
);
document.addEventListener("keydown", (event) => {
  const adder = event.key === "Escape" && event.target.closest?.(".adder details[open]");
  if (!adder) return;
  adder.open = false;
  adder.querySelector("summary").focus();
});

let carried = null;
document.addEventListener("dragstart", (event) => {
  carried = event.target.closest?.("[data-card], [data-statement]");
  if (carried) event.dataTransfer.setData("text/plain", carried.querySelector(".words")?.textContent ?? "");
});
document.addEventListener("dragover", (event) => {
  const lane = event.target.closest?.("[data-lane]");
  for (const other of document.querySelectorAll("[data-lane].over")) if (other !== lane) other.classList.remove("over");
  if (!lane || !carried) return;
  event.preventDefault();
  lane.classList.add("over");
});
document.addEventListener("drop", (event) => {
  const lane = event.target.closest?.("[data-lane]");
  if (!lane || !carried) return;
  event.preventDefault();
  lane.classList.remove("over");
  const what = carried;
  const before = following(lane.querySelector(".slips"), event.clientX, event.clientY);
  const place = { lane: lane.dataset.lane, ...(before && before !== what ? { before: before.dataset.card } : {}) };
  attempt(async () => {
    if (what.dataset.card) return move(what, place);
    await tell(board().dataset.add, { ...place, statement: what.dataset.statement });
  });
});
document.addEventListener("dragend", () => {
  carried = null;
  for (const lane of document.querySelectorAll("[data-lane].over")) lane.classList.remove("over");
});

for (const button of document.querySelectorAll("[data-fills]")) button.hidden = !document.fullscreenEnabled;
setTimeout(ask, ASK_MS);
