// A value case's sheet: figures while one types, a new blank row as the last is begun, saved by itself after a pause.
// The form keeps working without this file: it has a button. The server answers {"revision": 4, "keys": ["l0"], …}.
const THINK_MS = 200;
const PAUSE_MS = 1200;

const sheet = document.getElementById("sheet");
if (sheet) {
  const state = document.getElementById("saved");
  let timers = {};
  let saved = typed();
  let running = false;
  let sending = false;

  sheet.addEventListener("input", (event) => {
    growAfter(event.target.closest("[data-row]"));
    summarise(event.target.closest("[data-row]"));
    changed();
  });
  sheet.addEventListener("click", (event) => {
    if (!event.target.matches("[data-drop]")) return;
    const row = event.target.closest("[data-row]");
    for (const field of row.querySelectorAll("input")) field.value = "";
    if (row.nextElementSibling) row.remove();
    changed();
  });
  sheet.addEventListener("submit", () => (sending = true));
  sheet.addEventListener("focusin", (event) => (event.target.dataset.before = event.target.value ?? ""));
  sheet.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Escape" || field.tagName !== "INPUT" || field.value === field.dataset.before) return;
    event.preventDefault();
    field.value = field.dataset.before;
    changed();
  });
  sheet.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!field.matches("[data-row] input:not([type=checkbox]), [data-row] select")) return;
    event.preventDefault();
    save();
    below(field, event.shiftKey ? -1 : 1)?.focus();
  });
  sheet.addEventListener("htmx:beforeSwap", (event) => {
    const refused = event.detail.xhr.status === 422;
    mark(refused ? JSON.parse(event.detail.xhr.responseText) : null);
    if (refused) event.detail.shouldSwap = event.detail.isError = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && typed() !== saved) event.preventDefault();
  });

  // The same cell of the next row, as in a spreadsheet; past the last row one stays.
  function below(field, step) {
    const row = field.closest("[data-row]");
    const other = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    const next = other?.querySelector(`[name$="-${field.name.split("-").pop()}"]`);
    if (next?.select) queueMicrotask(() => next.select());
    return next;
  }

  function changed() {
    say("waiting", sheet.dataset.waiting);
    later("think", THINK_MS, () => sheet.dispatchEvent(new Event("sheet-typed")));
    later("save", PAUSE_MS, save);
  }

  // What cannot be read is marked in its cell and keeps what was typed; the last results stay, greyed.
  function mark(refused) {
    for (const field of sheet.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const question of sheet.querySelectorAll(".error-text")) question.remove();
    sheet.classList.toggle("stale", refused !== null);
    document.getElementById("sheet-refused").textContent = refused
      ? `${refused.where}: ${refused.sentence} ${sheet.dataset.stale}`
      : "";
    const field = refused && sheet.elements[refused.field];
    field?.setAttribute?.("aria-invalid", "true");
    if (refused?.choices?.length) field?.after?.(question(refused));
  }

  // Asked in the cell: a click on one of the two types it, clearly (means.js).
  function question({ field, sentence, choices }) {
    const asked = Object.assign(document.createElement("span"), { className: "error-text", textContent: `${sentence} ` });
    for (const [text, typed] of choices) {
      const choice = Object.assign(document.createElement("button"), { type: "button", value: typed, textContent: text });
      choice.className = "button small";
      choice.dataset.means = field;
      asked.append(choice);
    }
    return asked;
  }

  function later(what, after, act) {
    clearTimeout(timers[what]);
    timers[what] = setTimeout(act, after);
  }

  function growAfter(row) {
    if (!row || row.nextElementSibling || ![...row.querySelectorAll("input")].some((field) => field.value)) return;
    const next = row.cloneNode(true);
    for (const field of next.querySelectorAll("input, select")) {
      field.name = field.name.replace(/\d+/, (number) => Number(number) + 1);
      if (field.tagName === "SELECT") field.selectedIndex = 0;
      else field.value = field.name.endsWith("-shape") ? "triangular" : "";
      field.removeAttribute("placeholder");
      if (field.type === "checkbox") field.checked = false;
    }
    const sum = next.querySelector(".sum");
    if (sum) [sum.firstElementChild.textContent, sum.lastElementChild.textContent] = [sum.dataset.blank, ""];
    row.after(next);
  }

  // On a phone a closed row is one line (covalue.css): what it is called, and its number or formula.
  function summarise(row) {
    const sum = row?.querySelector(".sum");
    const typed = (name) => row.querySelector(`[name$="-${name}"]`)?.value.trim() ?? "";
    if (!sum) return;
    sum.firstElementChild.textContent = typed("name") || typed("title") || sum.dataset.blank;
    sum.lastElementChild.textContent = typed("formula") || `${typed("base")} ${typed("unit")}`.trim();
  }

  async function save() {
    clearTimeout(timers.save);
    const now = typed();
    if (running) return;
    if (now === saved) return say("saved", sheet.dataset.saved);
    running = true;
    say("saving", sheet.dataset.saving);
    try {
      const answer = await fetch(sheet.action, {
        method: "POST",
        headers: { "X-CSRFToken": sheet.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
        body: new URLSearchParams(new FormData(sheet)),
      });
      const told = await answer.json();
      if (answer.ok) keep(told, now);
      else say("failed", told.sentence);
    } catch {
      say("failed", sheet.dataset.failed);
      later("save", 5000, save);
    }
    running = false;
  }

  function keep(told, sent) {
    sheet.elements.seen_revision.value = told.revision;
    const named = [...sheet.querySelectorAll("[data-rows=l] [data-row]")].filter((row) => row.querySelector("[name$=-title]").value.trim());
    named.forEach((row, place) => (row.querySelector("[name$=-key]").value ||= told.keys[place] ?? ""));
    const same = typed() === sent;
    saved = same ? typed() : sent;
    say(same ? "saved" : "waiting", same ? told.saved : sheet.dataset.waiting);
    if (!same) later("save", PAUSE_MS, save);
  }

  // What the person typed: numbers the server keeps for itself do not count as a change.
  function typed() {
    const fields = new FormData(sheet);
    fields.delete("seen_revision");
    for (const name of [...fields.keys()]) if (name.endsWith("-key")) fields.delete(name);
    return new URLSearchParams(fields).toString();
  }

  function say(kind, words) {
    state.dataset.state = kind;
    state.textContent = words;
  }
}
