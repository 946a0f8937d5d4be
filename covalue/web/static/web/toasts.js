// Short notes at the foot of the page: what failed and what was kept, what can be undone.
const SHOWN_MS = 8000;

export function toast(text, { error = false, undo = null } = {}) {
  const note = document.createElement("div");
  note.className = error ? "toast error" : "toast";
  note.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (undo) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: undo.label });
    button.addEventListener("click", async () => {
      note.remove();
      if (undo.target) return htmx.ajax("POST", undo.href, { target: undo.target, swap: undo.swap });
      await htmx.ajax("POST", undo.href, { target: "body", swap: "none" });
      htmx.ajax("GET", location.href, { target: "main", select: "main", swap: "outerHTML show:none" });
    });
    note.append(button);
  }
  document.getElementById("toasts").append(note);
  fade(note);
}

// A note somebody is at stays: its Undo is in reach until they leave it.
function fade(note) {
  setTimeout(() => (note.matches(":hover, :focus-within") ? fade(note) : note.remove()), SHOWN_MS);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "u" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  const undo = document.querySelector("#toasts > :last-child button");
  if (!undo) return;
  event.preventDefault();
  undo.click();
});

// A server says so with the header HX-Trigger: {"toast": {"text": …, "undo": {"label": …, "href": …}}}
document.body.addEventListener("toast", (event) => toast(event.detail.text, event.detail));

document.body.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const sentence = page.querySelector("[role=alert]")?.textContent.trim();
  toast(sentence || "That did not work. What you typed is still here.", { error: true });
});

document.body.addEventListener("htmx:sendError", (event) => {
  const from = event.detail.elt;
  if (from.querySelector?.(".tick") || from.matches?.("[data-count]")) return; // tick.js says so; nobody typed a count
  toast("No connection. What you typed is still here; try again in a moment.", { error: true });
});
