// The map of decision makers: drag cards, walk by arrows, draw lines. Without this file the list and each person's page do it.
import { faces } from "./map-faces.js";
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
const people = new Map(); // by key: the card, where it stands, whose it is
const cards = () => [...people.values()].map((one) => one.card);
const cardOf = (who) => people.get(who)?.card ?? null;
const waitingOf = (who) => document.querySelector(`.map-waiting[data-who="${who}"]`);
const spot = (card) => people.get(card.dataset.who);
const say = (text) => (document.getElementById("map-news").textContent = text);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const texts = faces(people);
const area = view(picture, (part, readable) => texts.show(readable ? part : null, CARD));
const shown = new Map(); // the parts of the page beside the picture, as they were told last
let chosen = null;
let entry = null; // the card the tab key comes to
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
  draw(told.parts.scene, told.faces);
  for (const [name, id] of [["says", "map-says"], ["backlog", "map-backlog"], ["people", "map-people"]]) {
    const part = document.getElementById(id);
    if (part && shown.get(id) !== told.parts[name]) part.innerHTML = told.parts[name];
    shown.set(id, told.parts[name]);
  }
  document.querySelector(".map-empty")?.toggleAttribute("hidden", people.size > 0);
  picture.dataset.box = told.box.join(" ");
  if (focused) cardOf(focused)?.focus({ preventScroll: true });
}

// The scene as it is now: what has not changed stays, so that a map of 1 500 people follows at once.
function draw(scene, written) {
  texts.show(null, CARD);
  texts.learn(written);
  unmark();
  const drawn = new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg">${scene}</svg>`, "text/html");
  for (const part of drawn.querySelectorAll("svg > g")) {
    const here = picture.querySelector(`#map-scene > .${part.classList[0]}`);
    const standing = new Map([...here.children].map((one) => [nameOf(one), one]));
    for (const one of [...part.children]) {
      const old = standing.get(nameOf(one));
      if (!old) here.append(one);
      else if (!old.isEqualNode(one)) old.replaceWith(one);
      standing.delete(nameOf(one));
    }
    for (const gone of standing.values()) gone.remove();
  }
  know();
  mark();
  fade();
  area.tell();
}

const nameOf = ({ dataset }) => dataset.who ?? `${dataset.kind} ${dataset.start} ${dataset.end}`;

function know() {
  people.clear();
  for (const card of picture.querySelectorAll(".map-card")) {
    const { who, x, y, manager } = card.dataset;
    const turn = card.dataset.turn?.split(" ").map(Number);
    people.set(who, { card, x: Number(x), y: Number(y), manager, turn, stacked: card.hasAttribute("data-stacked") });
  }
}

// ——— choosing and walking

// What this screen alone knows of a card: chosen, changed since a day, found by the search, entered by the tab key.
function mark() {
  picture.querySelector(".chosen")?.classList.remove("chosen");
  cardOf(chosen)?.classList.add("chosen");
  for (const who of changedOnes) cardOf(who)?.classList.add("changed");
  enterAt(cardOf(chosen) ?? cards()[0]);
}

function unmark() {
  for (const one of picture.querySelectorAll(".chosen, .changed, .faded, .target")) one.classList.remove("chosen", "changed", "faded", "target");
  enterAt(null);
}

function enterAt(card) {
  if (entry) entry.tabIndex = -1;
  entry = card ?? null;
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
  const below = new Map();
  for (const one of people.values()) {
    if (!below.has(one.manager)) below.set(one.manager, []);
    below.get(one.manager).push(one.card);
  }
  const moved = new Set([card]);
  for (const one of moved)
    for (const next of below.get(one.dataset.who) ?? []) if (!next.hasAttribute("data-by-hand")) moved.add(next);
  return [...moved];
}

const allLines = () => picture.querySelectorAll(".map-line");

let drag = null;
let frame = 0;

picture.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  if (area.pinching()) return leaveOff();
  const card = event.target.closest(".map-card");
  const from = area.at(event);
  if (card && mayEdit) {
    drag = { card, from, at: from, by: { x: 0, y: 0 }, begun: false };
  } else if (!card) {
    drag = { pan: true, client: { x: event.clientX, y: event.clientY } };
    picture.classList.add("panning");
  } else return;
  picture.setPointerCapture(event.pointerId);
});

picture.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (drag.pan) drag.now = { x: event.clientX, y: event.clientY };
  else {
    drag.at = area.at(event);
    if (!drag.begun && Math.hypot(drag.at.x - drag.from.x, drag.at.y - drag.from.y) < 4) return;
    if (!drag.begun) lift(drag);
  }
  frame ||= requestAnimationFrame(follow);
});

// The cards that go along, and the lines between them, become one group: a frame moves it and redraws the lines that lead out.
function lift(drag) {
  const moved = branch(drag.card);
  const keys = new Set(moved.map((card) => card.dataset.who));
  const lines = [...allLines()].filter((line) => keys.has(line.dataset.start) || keys.has(line.dataset.end));
  const inner = lines.filter((line) => keys.has(line.dataset.start) && keys.has(line.dataset.end));
  const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
  group.append(...inner, ...moved);
  document.getElementById("map-scene").append(group);
  Object.assign(drag, { begun: true, moved, keys, inner, group, outer: lines.filter((line) => !inner.includes(line)) });
}

function putDown(drag) {
  picture.querySelector(".map-lines").append(...drag.inner);
  picture.querySelector(".map-cards").append(...drag.moved);
  drag.group.remove();
  for (const card of drag.moved) place(card, spot(card).x + drag.by.x, spot(card).y + drag.by.y);
  redraw(drag.inner, (who) => people.get(who));
}

function follow() {
  frame = 0;
  if (drag?.pan && drag.now) {
    area.pan(drag.now.x - drag.client.x, drag.now.y - drag.client.y);
    drag.client = drag.now;
  }
  if (!drag?.begun) return;
  drag.by = { x: Math.round(drag.at.x - drag.from.x), y: Math.round(drag.at.y - drag.from.y) };
  drag.group.setAttribute("transform", `translate(${drag.by.x} ${drag.by.y})`);
  redraw(drag.outer, (who) => {
    const one = people.get(who);
    return one && drag.keys.has(who) ? { ...one, turn: null, x: one.x + drag.by.x, y: one.y + drag.by.y } : one;
  });
  const over = under(drag.at, drag.keys);
  if (over !== drag.over) {
    drag.over?.classList.remove("target");
    over?.classList.add("target");
    drag.over = over;
  }
}

function place(card, x, y) {
  Object.assign(people.get(card.dataset.who), { x, y });
  card.dataset.x = x;
  card.dataset.y = y;
  card.setAttribute("transform", `translate(${x} ${y})`);
}

function under(point, but) {
  for (const [who, { card, x, y }] of people)
    if (point.x > x && point.x < x + CARD.width && point.y > y && point.y < y + CARD.height && !but?.has(who)) return card;
  return null;
}

picture.addEventListener("pointerup", () => {
  picture.classList.remove("panning");
  const done = drag;
  if (frame) cancelAnimationFrame(frame);
  follow();
  drag = null;
  if (!done || done.pan) return;
  if (!done.begun) {
    done.card.focus({ preventScroll: true });
    open(done.card.dataset.who);
    return;
  }
  putDown(done);
  done.card.focus({ preventScroll: true });
  done.over?.classList.remove("target");
  if (done.over) return attempt(() => report(done.card, done.over.dataset.who));
  const { x, y } = spot(done.card);
  attempt(() => putAt(done.card, x, y));
});

picture.addEventListener("pointercancel", leaveOff);

function leaveOff() {
  if (drag?.begun) giveUp();
  drag = null;
  picture.classList.remove("panning");
}

// A drag that is left off: everything stands where it stood.
function giveUp() {
  const left = drag;
  drag = null;
  left.over?.classList.remove("target");
  left.by = { x: 0, y: 0 };
  putDown(left);
  redraw(left.outer, (who) => people.get(who));
}

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
  const over = under(area.at(event));
  if (over?.classList.contains("target")) return;
  picture.querySelector(".target")?.classList.remove("target");
  over?.classList.add("target");
});
picture.addEventListener("drop", (event) => {
  if (!carried) return;
  event.preventDefault();
  const at = area.at(event);
  const over = under(at);
  const what = carried;
  attempt(() => (over ? report(what, over.dataset.who) : putAt(what, at.x - CARD.width / 2, at.y - CARD.height / 2)));
});
document.addEventListener("dragend", () => (carried = null));

// ——— keys

const alphabet = new Intl.Collator(document.documentElement.lang);
const waiting = new Map();
function nudge(card, key) {
  const by = { ArrowLeft: [-NUDGE, 0], ArrowRight: [NUDGE, 0], ArrowUp: [0, -NUDGE], ArrowDown: [0, NUDGE] }[key];
  const moved = branch(card);
  for (const one of moved) place(one, spot(one).x + by[0], spot(one).y + by[1]);
  const keys = new Set(moved.map((one) => one.dataset.who));
  const lines = [...allLines()].filter((line) => keys.has(line.dataset.start) || keys.has(line.dataset.end));
  redraw(lines, (who) => (who === card.dataset.who ? { ...spot(card), turn: null } : people.get(who)));
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
  const offered = [...cards(), ...document.querySelectorAll(".map-waiting")].filter((one) => one !== person || id === "map-add");
  const options = offered
    .map((one) => new Option(one.dataset.name, one.dataset.who))
    .sort((one, other) => alphabet.compare(one.text, other.text));
  list.replaceChildren(...(list.hasAttribute("data-needed") ? [] : [new Option("–", "")]), ...options);
  if (id === "map-add") list.value = person?.dataset.who ?? "";
  if (id === "map-report") list.value = person?.dataset.manager ?? "";
  dialog.showModal();
  (id === "map-add" ? form.elements.name : list).focus();
}

const typing = (target) => target.closest("input, textarea, select, dialog, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drag?.begun) return giveUp();
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
  if (card) enterAt(card);
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
  for (const line of allLines()) line.classList.toggle("faded", words.length > 0 || off.some((part) => line.matches(part)));
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
know();
mark();
const first = people.get(chosen) ?? nearest([...people.values()], (one) => one.y);
first ? area.begin(first, CARD) : area.fit();
const listAsked = new URLSearchParams(location.search).has("list");
if (!listAsked && matchMedia("(min-width: 901px)").matches) document.getElementById("map-list")?.removeAttribute("open");
setTimeout(ask, ASK_MS);
