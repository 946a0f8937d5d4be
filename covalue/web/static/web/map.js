// The map of decision makers: drag cards, walk by arrows, draw lines. Without this file the list and each person's page do it.
import { view } from "./map-view.js";
import { redraw } from "./map-lines.js";
import { toast } from "./toasts.js";

const ASK_MS = 5000;
const NUDGE = 20;
const SAVE_MS = 500;
const CARD = { width: 184, height: 68 };
const map = document.getElementById("map");
const picture = document.getElementById("map-picture");
const mayEdit = map.hasAttribute("data-may-edit") && !map.hasAttribute("data-show");
const cards = () => [...picture.querySelectorAll(".map-card")];
const cardOf = (who) => picture.querySelector(`.map-card[data-who="${who}"]`);
const waitingOf = (who) => document.querySelector(`.map-waiting[data-who="${who}"]`);
const spot = (card) => ({ x: Number(card.dataset.x), y: Number(card.dataset.y) });
const say = (text) => (document.getElementById("map-news").textContent = text);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const area = view(picture);
let chosen = null;
let last = Promise.resolve();
let pending = 0;

// One change after the other, in the order they were made; the answer is the map as it is then.
function tell(address, values = {}) {
  pending += 1;
  const told = last.then(() => send(address, values)).finally(() => (pending -= 1));
  last = told.catch(() => {});
  return told;
}

async function send(address, values) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": map.querySelector("[name=csrfmiddlewaretoken]").value, Accept: "application/json" },
      body: new URLSearchParams(values),
    });
  } catch {
    await refresh();
    throw new Error(map.dataset.away);
  }
  const told = await answer.json();
  if (!answer.ok) {
    await refresh();
    throw new Error(told.sentence ?? map.dataset.away);
  }
  show(told);
  return told;
}

async function refresh() {
  try {
    const answer = await fetch(`${map.dataset.changes}?revision=0`, { headers: { Accept: "application/json" } });
    if (answer.ok) show(await answer.json());
  } catch {
    // what is on the screen stays
  }
}

async function attempt(work) {
  try {
    return await work();
  } catch (refused) {
    toast(refused.message || map.dataset.away, { error: true });
    return null;
  }
}

function show(told) {
  if (!told.parts) return;
  const focused = document.activeElement?.closest?.(".map-card")?.dataset.who;
  map.dataset.revision = told.revision;
  const drawn = new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg">${told.parts.scene}</svg>`, "text/html");
  document.getElementById("map-scene").replaceChildren(...drawn.querySelector("svg").children);
  for (const [name, id] of [["says", "map-says"], ["backlog", "map-backlog"], ["people", "map-people"]]) {
    const part = document.getElementById(id);
    if (part) part.innerHTML = told.parts[name];
  }
  document.querySelector(".map-empty")?.toggleAttribute("hidden", cards().length > 0);
  picture.dataset.box = told.box.join(" ");
  mark();
  fade();
  if (focused) cardOf(focused)?.focus({ preventScroll: true });
}

// ——— choosing and walking

function mark() {
  for (const card of cards()) {
    card.classList.toggle("chosen", card.dataset.who === chosen);
    card.tabIndex = -1;
    if (changedOnes.has(card.dataset.who)) card.classList.add("changed");
  }
  const entry = cardOf(chosen) ?? cards()[0];
  if (entry) entry.tabIndex = 0;
}

async function open(who) {
  chosen = who;
  mark();
  const panel = document.getElementById("map-person");
  if (!panel) return;
  const answer = await fetch(`${map.dataset.person}${who}/?beside=1`, { headers: { Accept: "application/json" } });
  if (!answer.ok || chosen !== who) return;
  panel.innerHTML = await answer.text();
  panel.hidden = false;
}

function neighbour(card, key) {
  const at = spot(card);
  if (key === "ArrowUp" && cardOf(card.dataset.manager)) return cardOf(card.dataset.manager);
  if (key === "ArrowDown") {
    const below = cards().filter((one) => one.dataset.manager === card.dataset.who);
    if (below.length) return nearest(below, (one) => Math.abs(spot(one).x - at.x));
  }
  const ahead = {
    ArrowLeft: (one) => spot(one).x < at.x - 4,
    ArrowRight: (one) => spot(one).x > at.x + 4,
    ArrowUp: (one) => spot(one).y < at.y - 4,
    ArrowDown: (one) => spot(one).y > at.y + 4,
  }[key];
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  const far = (one) => Math.abs(spot(one).x - at.x) * (sideways ? 1 : 3) + Math.abs(spot(one).y - at.y) * (sideways ? 6 : 1);
  return nearest(cards().filter((one) => one !== card && ahead(one)), far);
}

const nearest = (some, far) => some.reduce((best, one) => (!best || far(one) < far(best) ? one : best), null);

// ——— dragging: whoever was not placed by hand goes along with their manager

function branch(card) {
  const all = cards();
  const below = new Map();
  for (const one of all) below.set(one.dataset.manager, [...(below.get(one.dataset.manager) ?? []), one]);
  const moved = [card];
  const seen = new Set(moved);
  for (const one of moved)
    for (const next of below.get(one.dataset.who) ?? [])
      if (!next.hasAttribute("data-by-hand") && !seen.has(next)) {
        seen.add(next);
        moved.push(next);
      }
  return moved;
}

function linesAt(some) {
  const keys = new Set(some.map((card) => card.dataset.who));
  return [...picture.querySelectorAll(".map-line")].filter((line) => keys.has(line.dataset.start) || keys.has(line.dataset.end));
}

let drag = null;
let frame = 0;

picture.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  const card = event.target.closest(".map-card");
  const from = area.at(event);
  if (card && mayEdit) {
    const moved = branch(card);
    drag = { card, from, at: from, moved, lines: linesAt(moved), starts: moved.map(spot), begun: false };
  } else if (!card) {
    drag = { pan: true, client: { x: event.clientX, y: event.clientY } };
    picture.classList.add("panning");
  } else return;
  picture.setPointerCapture(event.pointerId);
});

picture.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (drag.pan) {
    area.pan(event.clientX - drag.client.x, event.clientY - drag.client.y);
    drag.client = { x: event.clientX, y: event.clientY };
    return;
  }
  drag.at = area.at(event);
  if (!drag.begun && Math.hypot(drag.at.x - drag.from.x, drag.at.y - drag.from.y) < 4) return;
  drag.begun = true;
  frame ||= requestAnimationFrame(follow);
});

function follow() {
  frame = 0;
  if (!drag?.begun) return;
  const by = { x: drag.at.x - drag.from.x, y: drag.at.y - drag.from.y };
  drag.moved.forEach((card, number) => place(card, drag.starts[number].x + by.x, drag.starts[number].y + by.y));
  redraw(drag.lines, cardOf);
  const over = under(drag.at, drag.moved);
  if (over !== drag.over) {
    drag.over?.classList.remove("target");
    over?.classList.add("target");
    drag.over = over;
  }
}

function place(card, x, y) {
  card.dataset.x = x;
  card.dataset.y = y;
  card.setAttribute("transform", `translate(${x} ${y})`);
}

function under(point, but) {
  return cards().find((card) => {
    const { x, y } = spot(card);
    return !but.includes(card) && point.x > x && point.x < x + CARD.width && point.y > y && point.y < y + CARD.height;
  });
}

picture.addEventListener("pointerup", () => {
  picture.classList.remove("panning");
  const done = drag;
  drag = null;
  if (!done || done.pan) return;
  if (frame) cancelAnimationFrame(frame);
  frame = 0;
  if (!done.begun) {
    done.card.focus({ preventScroll: true });
    open(done.card.dataset.who);
    return;
  }
  done.over?.classList.remove("target");
  if (done.over) return attempt(() => report(done.card, done.over.dataset.who));
  const by = { x: done.at.x - done.from.x, y: done.at.y - done.from.y };
  attempt(() => putAt(done.card, done.starts[0].x + by.x, done.starts[0].y + by.y));
});

picture.addEventListener("pointercancel", () => {
  drag = null;
  refresh();
});

picture.addEventListener("click", (event) => {
  const card = event.target.closest(".map-card");
  if (card && !mayEdit) open(card.dataset.who);
});

async function putAt(card, x, y) {
  const values = { who: card.dataset.who, x: Math.round(x), y: Math.round(y), seen: map.dataset.revision };
  await tell(map.dataset.move, values);
  say(filled(map.dataset.placed, { one: card.dataset.name }));
}

async function report(card, manager) {
  await tell(map.dataset.report, { who: card.dataset.who, manager, seen: map.dataset.revision });
  say(filled(map.dataset.nowReports, { one: card.dataset.name, other: cardOf(manager)?.dataset.name ?? "–" }));
}

// ——— people without a place: dropped onto a card or anywhere

let carried = null;
document.addEventListener("dragstart", (event) => {
  carried = event.target.closest?.(".map-waiting");
  if (carried) event.dataTransfer.setData("text/plain", carried.dataset.name);
});
picture.addEventListener("dragover", (event) => {
  if (!carried) return;
  event.preventDefault();
  const over = under(area.at(event), []);
  for (const card of cards()) card.classList.toggle("target", card === over);
});
picture.addEventListener("drop", (event) => {
  if (!carried) return;
  event.preventDefault();
  const at = area.at(event);
  const over = under(at, []);
  const what = carried;
  attempt(() => (over ? report(what, over.dataset.who) : putAt(what, at.x - CARD.width / 2, at.y - CARD.height / 2)));
});
document.addEventListener("dragend", () => (carried = null));

// ——— keys

const waiting = new Map();
function nudge(card, key) {
  const by = { ArrowLeft: [-NUDGE, 0], ArrowRight: [NUDGE, 0], ArrowUp: [0, -NUDGE], ArrowDown: [0, NUDGE] }[key];
  const moved = branch(card);
  for (const one of moved) place(one, spot(one).x + by[0], spot(one).y + by[1]);
  redraw(linesAt(moved), cardOf);
  clearTimeout(waiting.get(card.dataset.who));
  const { x, y } = spot(card);
  waiting.set(card.dataset.who, setTimeout(() => attempt(() => putAt(card, x, y)), SAVE_MS));
}

function dialogFor(id, person) {
  const dialog = document.getElementById(id);
  if (!dialog) return;
  const form = dialog.querySelector("form");
  form.reset();
  for (const name of ["who", "start"]) if (form.elements[name]) form.elements[name].value = person?.dataset.who ?? "";
  const named = form.querySelector("[data-map-name]");
  if (named) named.textContent = person?.dataset.name ?? "";
  const list = form.querySelector("[data-map-everybody]");
  const people = [...cards(), ...document.querySelectorAll(".map-waiting")].filter((one) => one !== person || id === "map-add");
  const options = people
    .map((one) => new Option(one.dataset.name, one.dataset.who))
    .sort((one, other) => one.text.localeCompare(other.text));
  list.replaceChildren(...(list.hasAttribute("data-needed") ? [] : [new Option("–", "")]), ...options);
  if (id === "map-add") list.value = person?.dataset.who ?? "";
  if (id === "map-report") list.value = person?.dataset.manager ?? "";
  dialog.showModal();
  (id === "map-add" ? form.elements.name : list).focus();
}

const typing = (target) => target.closest("input, textarea, select, dialog, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (typing(event.target)) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey && mayEdit) {
    event.preventDefault();
    attempt(async () => {
      await tell(map.dataset.undo);
      say(map.dataset.undone);
      toast(map.dataset.undone);
    });
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  const person = event.target.closest(".map-card, .map-waiting");
  if (event.key.toLowerCase() === "n" && mayEdit) {
    event.preventDefault();
    dialogFor("map-add", person);
    return;
  }
  if (!person) return;
  if (event.key.startsWith("Arrow") && person.matches(".map-card")) {
    event.preventDefault();
    if (event.altKey && mayEdit) return nudge(person, event.key);
    const next = neighbour(person, event.key);
    if (!next) return;
    next.focus({ preventScroll: true });
    area.reveal(spot(next), CARD);
    return;
  }
  if (event.key === "Enter" && event.target === person) {
    event.preventDefault();
    open(person.dataset.who).then(() => document.getElementById("map-person")?.focus());
  }
  if (!mayEdit || event.altKey) return;
  if (event.key.toLowerCase() === "r") (event.preventDefault(), dialogFor("map-report", person));
  if (event.key.toLowerCase() === "l") (event.preventDefault(), dialogFor("map-line", person));
  if (event.key === "Delete" && person.matches(".map-card")) takeOff(person);
});

function takeOff(card) {
  const next = cardOf(card.dataset.manager);
  attempt(async () => {
    await tell(map.dataset.takeOff, { who: card.dataset.who });
    say(map.dataset.taken);
    toast(map.dataset.taken);
    next?.isConnected ? next.focus() : cards()[0]?.focus();
  });
}

picture.addEventListener("focusin", (event) => {
  const card = event.target.closest(".map-card");
  if (card) for (const one of cards()) one.tabIndex = one === card ? 0 : -1;
});

// ——— forms of the page and of the chosen person

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-map]");
  if (!form) return;
  event.preventDefault();
  const values = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
  attempt(async () => {
    const told = await tell(form.getAttribute("action"), values);
    form.closest("dialog")?.close();
    if (form.dataset.done) toast(form.dataset.done);
    if (form.hasAttribute("data-opens-made") && told.who) {
      chosen = told.who;
      mark();
      (cardOf(told.who) ?? waitingOf(told.who))?.focus({ preventScroll: true });
    }
    const who = values.who ?? chosen;
    if (document.getElementById("map-person")?.hidden === false && who) await open(told.who || who);
  });
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-map-opens]");
  if (opener && !event.ctrlKey && !event.metaKey && document.getElementById("map-person")) {
    event.preventDefault();
    open(opener.dataset.mapOpens);
    const card = cardOf(opener.dataset.mapOpens);
    if (card) area.reveal(spot(card), CARD);
  }
  const button = event.target.closest("[data-map-do]");
  if (!button) return;
  const work = {
    in: () => area.zoom(1.25),
    out: () => area.zoom(0.8),
    fit: () => area.fit(),
    full: () => (document.fullscreenElement ? document.exitFullscreen() : document.getElementById("map-frame").requestFullscreen()),
    print: () => (area.fit(), window.print()),
    add: () => (event.preventDefault(), dialogFor("map-add", cardOf(chosen))),
  }[button.dataset.mapDo];
  work?.();
});

// ——— what fades: a search, and parts of the legend that are turned off

function fade() {
  const words = (document.getElementById("map-search")?.value ?? "").trim().toLowerCase().split(/\s+/).filter(Boolean);
  const off = [...document.querySelectorAll('[data-fades][aria-pressed="false"]')].map((button) => button.dataset.fades);
  for (const card of cards()) {
    const text = `${card.dataset.name} ${card.dataset.title} ${card.getAttribute("aria-label")}`.toLowerCase();
    const faded = !words.every((word) => text.includes(word)) || off.some((part) => card.matches(part));
    card.classList.toggle("faded", faded);
  }
  for (const line of picture.querySelectorAll(".map-line")) line.classList.toggle("faded", words.length > 0 || off.some((part) => line.matches(part)));
}

document.getElementById("map-search")?.addEventListener("input", fade);
document.getElementById("map-search")?.addEventListener("keydown", (event) => {
  const first = event.key === "Enter" && cards().find((card) => !card.classList.contains("faded"));
  if (!first) return;
  event.preventDefault();
  first.focus({ preventScroll: true });
  area.reveal(spot(first), CARD);
});
for (const button of document.querySelectorAll("[data-fades]"))
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
    fade();
  });

// ——— what others did

async function ask() {
  if (!document.hidden && !drag && !pending && mayEdit) {
    try {
      const answer = await fetch(`${map.dataset.changes}?revision=${map.dataset.revision}`, { headers: { Accept: "application/json" } });
      if (answer.ok && !drag && !pending) show(await answer.json());
    } catch {
      // asked again soon
    }
  }
  setTimeout(ask, ASK_MS);
}

const changedOnes = new Set([...document.querySelectorAll("[data-changed]")].map((one) => one.dataset.changed));
mark();
area.fit();
if (matchMedia("(min-width: 901px)").matches) document.getElementById("map-list")?.removeAttribute("open");
setTimeout(ask, ASK_MS);
