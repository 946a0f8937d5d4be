// Sections of the plan that several write at once: words typed here and there come together, none is lost.
//
// <form data-together="7" data-autosave hidden> as for autosave.js. When it is opened and there is a connection, an editor
// stands in place of its text field; without one the field saves as ever. What is not stored yet is kept in this browser.
import * as live from "./live.js";

const { KIND } = live;
const EPOCH = 16;
const AGAIN_MS = 1000;

const shared = new Map(); // by form
const parts = () => import("./editor/parts.js");
const forms = () => document.querySelectorAll("form[data-together]");

export class Shared {
  constructor(Y, section, listener) {
    Object.assign(this, { Y, section, listener, writers: new Map(), outbox: [], flying: null });
    Object.assign(this, { epoch: new Uint8Array(EPOCH), joined: false, barred: false, again: null });
    this.begin();
    live.handle(section, this);
  }

  begin() {
    this.doc = new this.Y.Doc();
    this.text = this.doc.getText("text");
    this.key = `together:${this.section}:${this.doc.clientID}`;
    this.doc.on("update", (update, origin) => {
      if (origin === this) return;
      this.outbox.push(update);
      this.keep();
      this.flush();
    });
  }

  get waits() {
    return Boolean(this.flying || this.outbox.length);
  }

  opened() {
    const state = this.Y.encodeStateVector(this.doc);
    live.send(KIND.join, this.section, joined(this.epoch, state));
  }

  lost() {
    this.joined = false;
    this.writers.clear();
    this.listener.moved();
    this.say();
  }

  leave() {
    live.send(KIND.leave, this.section);
  }

  told(kind, body) {
    if (kind === KIND.joined) this.join(body);
    else if (kind === KIND.text) this.Y.applyUpdate(this.doc, body, this);
    else if (kind === KIND.stored) this.stored();
    else if (kind === KIND.refused) this.refuse(live.read(body).sentence);
    else if (kind === KIND.writers) this.meet(live.read(body));
  }

  join(body) {
    const epoch = body.slice(0, EPOCH);
    const length = new DataView(body.buffer, body.byteOffset + EPOCH).getUint32(0);
    const state = body.subarray(EPOCH + 4, EPOCH + 4 + length);
    if (!same(epoch, this.epoch)) this.renew(epoch);
    this.Y.applyUpdate(this.doc, body.subarray(EPOCH + 4 + length), this);
    this.restore();
    const waited = this.waits;
    this.outbox = waited ? [this.Y.encodeStateAsUpdate(this.doc, state)] : [];
    this.flying = null;
    this.joined = true;
    this.listener.begun();
    this.flush();
    this.say();
  }

  // The text was made anew since: what was not stored of the old one cannot be joined, and is shown.
  renew(epoch) {
    const mine = this.waits && this.text.toString();
    this.outbox = [];
    this.flying = null;
    if (!same(this.epoch, new Uint8Array(EPOCH))) {
      localStorage.removeItem(this.key);
      this.begin();
      this.listener.renewed(mine);
    }
    this.epoch = epoch;
  }

  flush() {
    if (!this.joined || this.flying || !this.outbox.length) return this.say();
    this.flying = this.outbox.length > 1 ? this.Y.mergeUpdates(this.outbox) : this.outbox[0];
    this.outbox = [];
    live.send(KIND.text, this.section, this.flying);
    this.say();
  }

  stored() {
    this.flying = null;
    this.keep();
    this.flush();
    if (!this.waits) this.whenStored?.();
  }

  // Too long, or not theirs to write any more. The next change tries again with all that is not stored.
  refuse(sentence) {
    if (!this.joined) this.barred = true;
    this.joined = false;
    if (this.flying) this.outbox.unshift(this.flying);
    this.flying = null;
    this.listener.refused(sentence, this.barred);
  }

  retry() {
    if (this.joined || this.barred || !live.isOpen()) return;
    clearTimeout(this.again);
    this.again = setTimeout(() => this.opened(), AGAIN_MS);
  }

  place(anchor, head) {
    const named = (at) => base64(this.Y.encodeRelativePosition(this.Y.createRelativePositionFromTypeIndex(this.text, at)));
    const at = JSON.stringify({ anchor: named(anchor), head: named(head) });
    if (at === this.at || !this.joined) return;
    this.at = at;
    clearTimeout(this.placing);
    this.placing = setTimeout(() => live.send(KIND.place, this.section, new TextEncoder().encode(at)), 150);
  }

  // Where a name of a place is now; null where it is not known here yet.
  index(name) {
    try {
      const place = this.Y.decodeRelativePosition(bytes(name));
      return this.Y.createAbsolutePositionFromRelativePosition(place, this.doc)?.index ?? null;
    } catch {
      return null;
    }
  }

  meet(news) {
    for (const [name, writer] of Object.entries(news)) {
      if (writer) this.writers.set(name, writer);
      else this.writers.delete(name);
    }
    this.listener.moved();
  }

  say() {
    this.listener.said(!this.joined ? "lost" : this.waits ? "saving" : "saved");
  }

  keep() {
    const left = [...(this.flying ? [this.flying] : []), ...this.outbox];
    if (!left.length) return localStorage.removeItem(this.key);
    const kept = { epoch: base64(this.epoch), update: base64(this.Y.mergeUpdates(left)) };
    localStorage.setItem(this.key, JSON.stringify(kept));
  }

  // What a page that was closed too early, or crashed, had not got stored.
  restore() {
    const own = `together:${this.section}:`;
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith(own) && key !== this.key)) {
      const kept = JSON.parse(localStorage.getItem(key));
      localStorage.removeItem(key);
      if (kept.epoch !== base64(this.epoch)) continue;
      const before = this.Y.encodeStateVector(this.doc);
      this.Y.applyUpdate(this.doc, bytes(kept.update), this);
      if (!same(before, this.Y.encodeStateVector(this.doc))) this.outbox.push(bytes(kept.update));
    }
  }
}

async function open(form) {
  if (shared.get(form)) shared.get(form).whenStored = null; // it was closed before all was stored
  if (!live.isOpen() || shared.has(form)) return;
  shared.set(form, null);
  const [{ Editor }, { Y }] = await Promise.all([import("./editor.js"), parts()]);
  const editor = new Editor(form);
  const text = new Shared(Y, Number(form.dataset.together), editor);
  editor.show(text);
  shared.set(form, text);
}

function close(form) {
  const text = shared.get(form);
  if (!text) return;
  if (text.waits) text.whenStored = () => finish(form, text);
  else finish(form, text);
}

function finish(form, text) {
  text.leave();
  live.forget(text.section);
  shared.delete(form);
  text.listener.hide();
  live.ask();
}

document.addEventListener("prose:opened", (event) => {
  if (event.target.matches("form[data-together]")) open(event.target);
});
document.addEventListener("prose:closed", (event) => {
  if (event.target.matches("form[data-together]")) close(event.target);
});
addEventListener("beforeunload", (event) => {
  if ([...shared.values()].some((text) => text?.waits)) event.preventDefault();
});

// Who is writing, for those who read.
const writing = new Map(); // by section: Map of connections to names
document.addEventListener("live:writers", ({ detail: { section, news } }) => {
  const here = writing.get(section) ?? new Map();
  for (const [name, writer] of Object.entries(news)) {
    if (writer) here.set(name, writer.name);
    else here.delete(name);
  }
  writing.set(section, here);
  tell(section);
});
document.addEventListener("live:drawn", () => writing.forEach((_here, section) => tell(section)));

function tell(section) {
  const place = document.querySelector(`[data-writers="${section}"]`);
  if (!place) return;
  const names = [...new Set(writing.get(section).values())];
  place.textContent = names.length ? `${names.join(", ")} ${place.dataset.words}` : "";
}

// What stood open before there was a connection; not where somebody has begun to type into the field.
document.addEventListener("live:open", openAll);
openAll();

function openAll() {
  for (const form of forms()) {
    const field = form.elements.text;
    if (!form.hidden && field.value === field.defaultValue) open(form);
  }
}

const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
const base64 = (array) => btoa(String.fromCharCode(...array));
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const joined = (one, other) => {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
};
