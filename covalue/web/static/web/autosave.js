// Prose that saves itself. The form keeps working without this file: it has a button.
//
// <form data-autosave="/address/" data-key="section-7"> <textarea name="text"> <input type="hidden" name="seen_revision">
// <output class="saving"> </form>. The server answers {"revision": 4, "saved": "…", "html": "…"}; a refusal keeps the text here.
const PAUSE_MS = 900;

for (const form of document.querySelectorAll("form[data-autosave]")) keepSaving(form);
document.body.addEventListener("htmx:load", (event) => {
  for (const form of event.detail.elt.querySelectorAll?.("form[data-autosave]") ?? []) keepSaving(form);
});

function keepSaving(form) {
  if (form.dataset.watched) return;
  form.dataset.watched = "yes";
  const text = form.elements.text;
  const seen = form.elements.seen_revision;
  const state = form.querySelector(".saving");
  const draft = `draft:${form.dataset.key}`;
  let saved = text.value;
  let timer = null;
  let running = null;

  const kept = localStorage.getItem(draft);
  if (kept !== null && kept !== text.value) {
    text.value = kept;
    say("unsaved", form.dataset.kept || "Your unsaved text was restored");
    timer = setTimeout(save, PAUSE_MS);
  }

  text.addEventListener("input", () => {
    localStorage.setItem(draft, text.value);
    say("waiting", "");
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  });
  text.addEventListener("blur", save);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await save();
    if (text.value === saved) form.dispatchEvent(new CustomEvent("autosave:done", { bubbles: true }));
  });
  window.addEventListener("beforeunload", (event) => {
    if (text.value !== saved) event.preventDefault();
  });

  async function save() {
    clearTimeout(timer);
    if (text.value === saved || running) return running;
    running = send(text.value);
    await running;
    running = null;
    if (text.value !== saved && state.dataset.state !== "failed") timer = setTimeout(save, PAUSE_MS);
  }

  async function send(value) {
    say("saving", form.dataset.saving || "Saving");
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
        body: new URLSearchParams({ text: value, seen_revision: seen.value }),
      });
      const told = await answer.json();
      if (!answer.ok) return say("failed", told.sentence);
      seen.value = told.revision;
      saved = value;
      if (text.value === value) localStorage.removeItem(draft);
      say("saved", told.saved);
      form.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail: told }));
    } catch {
      say("failed", form.dataset.failed || "Not saved: no connection. Your text is kept in this browser.");
      timer = setTimeout(save, 5000);
    }
  }

  function say(kind, words) {
    state.dataset.state = kind;
    state.textContent = words;
  }
}
